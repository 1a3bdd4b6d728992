-- What the bare controllers call: the locks and writes of Serai's own statements, and no decision.
CREATE OR REPLACE FUNCTION bench_event(p_stream bigint, p_type text, p_session bigint)
    RETURNS void LANGUAGE sql AS
$$
WITH event AS (
    INSERT INTO stream_events (stream_id, type, at, detail)
    VALUES (p_stream, p_type, now(), jsonb_build_object('title', 'Benchmark', 'surface', 'streamhelper',
        'broadcast', p_session, 'startedAt', now(), 'reason', 'publish'))
    RETURNING id, stream_id, type, at),
delivery AS (
    INSERT INTO deliveries (subscription, stream_id, event_id, event_at)
    SELECT s.name, e.stream_id, e.id, e.at
    FROM event e JOIN subscriptions s ON s.active AND e.type = ANY (s.types)
    RETURNING subscription, stream_id)
INSERT INTO delivery_lanes AS lane (subscription, stream_id, due_at)
SELECT subscription, stream_id, now() FROM delivery ORDER BY subscription
ON CONFLICT (subscription, stream_id, replay) DO UPDATE SET due_at = lane.due_at WHERE false
$$;
CREATE OR REPLACE FUNCTION bench_publish(p_key text, p_source text, p_boot text, p_client text)
    RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
    v_stream  bigint;
    v_session bigint;
BEGIN
    SELECT stream_id INTO v_stream FROM publish_keys WHERE kind = 'name' AND value = p_key;
    IF v_stream IS NULL THEN
        RETURN false;
    END IF;
    PERFORM FROM streams WHERE id = v_stream FOR UPDATE;
    v_session := nextval('live_sessions_id_seq');
    INSERT INTO live_sessions (id, stream_id, publication, state, source, boot, client, path, protocol,
        digest, started_at, broadcast_id, broadcast_started_at)
    VALUES (v_session, v_stream, '', 'open', p_source, p_boot, p_client, '/live/' || p_key, 'rtmp',
        '', now(), v_session, now());
    PERFORM bench_event(v_stream, 'stream.live', v_session);
    RETURN true;
END
$$;
CREATE OR REPLACE FUNCTION bench_unpublish(p_key text, p_source text, p_boot text, p_client text)
    RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
    v_stream  bigint;
    v_session bigint;
BEGIN
    SELECT stream_id INTO v_stream FROM publish_keys WHERE kind = 'name' AND value = p_key;
    IF v_stream IS NULL THEN
        RETURN false;
    END IF;
    PERFORM FROM streams WHERE id = v_stream FOR UPDATE;
    UPDATE live_sessions SET state = 'ended', ended_at = now(), reason = 'unpublish'
    WHERE client = p_client AND source = p_source AND boot = p_boot AND ended_at = 'infinity'
    RETURNING id INTO v_session;
    PERFORM bench_event(v_stream, 'stream.ended', v_session);
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION bench_room(p_room uuid, p_key text) RETURNS boolean LANGUAGE plpgsql AS
$$
DECLARE
    v_stream bigint;
BEGIN
    INSERT INTO streams (surface, title) VALUES ('pixelcast', 'Benchmark') RETURNING id INTO v_stream;
    INSERT INTO publish_keys (stream_id, kind, value) VALUES (v_stream, 'name', p_key);
    INSERT INTO rooms (id, name, stream_key, room_type, room_url, stream_id)
    VALUES (p_room, 'Benchmark', p_key, 'rtmp', '/room/' || p_key, v_stream);
    PERFORM bench_event(v_stream, 'room.created', v_stream);
    INSERT INTO audit_entries (at, actor, address, surface, operation, action, kind, thing, fields)
    VALUES (now(), 'nobody', '127.0.0.1', 'pixelcast', 'room-create-post', 'room.created', 'room', p_room::text,
        '{type}');
    RETURN true;
END
$$;
