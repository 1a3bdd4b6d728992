-- Hooks that come at the same time share a transaction (docs/decisions/0016-hooks-that-commit-together.md):
-- it locks many streams, and so may wait for none.

-- Who left is looked for by its connection within the index: an encoder that comes and goes leaves many.
DROP INDEX live_sessions_stream;
CREATE INDEX live_sessions_stream ON live_sessions (stream_id, ended_at, client);
CREATE INDEX live_sessions_turned_away_of_stream ON live_sessions (stream_id, ended_at)
    WHERE reason IN ('refuted', 'closed');

-- Finds the stream that a hook is about, locks its row, and reads what is known of the publication,
-- in one round trip. A function, because what is read must be newer than the lock: each statement
-- in it has a snapshot of its own. One row for each session, in no order, or one without session.
--   p_fence: find it by the publisher's connection first (end hooks), then by name
--   p_everybody: who left in the last minute, whoever it was; else only the asking publisher
--   p_name, p_app, p_id: what was published, its application, and the name again if it is a number;
--   of LiveKit: the id of an ingress, or the name of a room, which is its owner's id
--   p_wait: for the lock of the stream; else one that is locked is said to be busy, and nothing else of it
DROP FUNCTION live_lock;
CREATE FUNCTION live_lock(
    p_now timestamptz, p_source text, p_boot text, p_client text, p_fence boolean, p_everybody boolean,
    p_name text, p_app text, p_id bigint, p_wait boolean)
    RETURNS TABLE (
        busy boolean, stream_id bigint, title text, surface text, many_publications boolean, publication text,
        token text, superseded boolean, watched boolean, next_id bigint,
        others int, others_broadcast bigint, others_started_at timestamptz, others_peak int,
        session_id bigint, state text, source text, boot text, client text, path text, protocol text,
        stream_object text, digest text, started_at timestamptz, suspect_since timestamptz,
        ended_at timestamptz, reason text, broadcast_id bigint, broadcast_started_at timestamptz,
        updated_at timestamptz, media_timestamp bigint, frozen_updates int, peak_viewers int)
    LANGUAGE plpgsql VOLATILE AS
$$
#variable_conflict use_column
DECLARE
    v_stream           bigint;
    v_publication      text;
    v_token            text;
    v_row              streams%ROWTYPE;
    v_superseded       boolean;
    v_watched          boolean;
    v_others           int := 0;
    v_others_broadcast bigint;
    v_others_started   timestamptz;
BEGIN
    IF p_fence THEN
        SELECT l.stream_id, l.publication INTO v_stream, v_publication
        FROM live_sessions l
        WHERE l.source = p_source AND l.boot = p_boot AND l.client = p_client AND l.ended_at = 'infinity'
        ORDER BY l.id DESC
        LIMIT 1;
        IF v_stream IS NULL THEN
            SELECT l.stream_id, l.publication INTO v_stream, v_publication
            FROM live_sessions l
            WHERE l.source = p_source AND l.boot = p_boot AND l.client = p_client
              AND l.reason IN ('refuted', 'closed') AND l.ended_at > p_now - interval '60 seconds'
            ORDER BY l.ended_at DESC, l.id DESC
            LIMIT 1;
        END IF;
    END IF;
    -- LiveKit's names and those of other media servers are never mistaken for each other.
    IF v_stream IS NULL AND p_source = 'livekit' THEN
        SELECT k.stream_id INTO v_stream
        FROM publish_keys k WHERE k.kind = 'ingress' AND k.value = p_name;
        IF v_stream IS NULL AND p_id IS NOT NULL THEN
            SELECT s.id INTO v_stream
            FROM streams s WHERE s.surface = 'streamit' AND s.owner_id = p_id AND s.deleted_at IS NULL
            ORDER BY s.id
            LIMIT 1;
        END IF;
        IF v_stream IS NULL THEN
            RETURN;
        END IF;
    END IF;
    IF v_stream IS NULL AND p_name IS NOT NULL THEN
        SELECT k.stream_id INTO v_stream
        FROM publish_keys k WHERE k.kind = 'name' AND k.value = p_name;
    END IF;
    IF v_stream IS NULL AND p_app IS NOT NULL THEN
        SELECT k.stream_id INTO v_stream
        FROM publish_keys k WHERE k.kind = 'app' AND k.value = p_app;
    END IF;
    IF v_stream IS NULL AND p_id IS NOT NULL THEN
        SELECT k.stream_id, k.value INTO v_stream, v_token
        -- OFFSET 0: the stream's keys first. A plan made while there are few tokens would walk through all of them.
        FROM (SELECT k.stream_id, k.kind, k.value FROM publish_keys k WHERE k.stream_id = p_id OFFSET 0) k
        WHERE k.kind = 'token'
        LIMIT 1;
    END IF;
    IF v_stream IS NULL THEN
        RETURN;
    END IF;

    IF p_wait THEN
        SELECT s.* INTO v_row FROM streams s WHERE s.id = v_stream FOR UPDATE;
    ELSE
        SELECT s.* INTO v_row FROM streams s WHERE s.id = v_stream FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            busy := true;
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    -- Known already where a session told which stream it is.
    IF v_publication IS NULL THEN
        v_publication := CASE WHEN v_row.many_publications THEN p_name ELSE '' END;
    END IF;
    IF v_row.many_publications THEN
        SELECT count(*), min(l.broadcast_id), min(l.broadcast_started_at)
        INTO v_others, v_others_broadcast, v_others_started
        FROM live_sessions l
        WHERE l.stream_id = v_stream AND l.publication <> v_publication AND l.state IN ('open', 'suspect');
    END IF;

    v_superseded := EXISTS (SELECT 1 FROM live_boots b
                            WHERE b.source = p_source AND b.boot = p_boot AND b.superseded_at IS NOT NULL);
    v_watched := EXISTS (SELECT 1 FROM live_viewers v
                         WHERE v.stream_id = v_stream AND v.publication = v_publication);

    RETURN QUERY
    SELECT false, v_stream, v_row.title, v_row.surface, v_row.many_publications, v_publication,
           v_token, v_superseded, v_watched, nextval('live_sessions_id_seq'),
           v_others, v_others_broadcast, v_others_started,
           CASE WHEN v_row.many_publications THEN
               (SELECT coalesce(max(m.peak_viewers), 0) FROM live_sessions m
                WHERE m.stream_id = v_stream
                  AND m.broadcast_id = coalesce(v_others_broadcast, l.broadcast_id)) END,
           l.id, l.state, l.source, l.boot, l.client, l.path, l.protocol,
           l.stream_object, l.digest, l.started_at, l.suspect_since,
           l.ended_at, l.reason, l.broadcast_id, l.broadcast_started_at,
           l.updated_at, l.media_timestamp, l.frozen_updates, l.peak_viewers
    FROM (SELECT 1) one
    LEFT JOIN (
        SELECT o.* FROM live_sessions o
        WHERE o.stream_id = v_stream AND o.publication = v_publication AND o.ended_at = 'infinity'
        UNION ALL
        SELECT t.* FROM live_sessions t
        WHERE t.stream_id = v_stream AND t.publication = v_publication
          AND t.reason IN ('refuted', 'closed') AND t.ended_at > p_now - interval '60 seconds'
        UNION ALL
        SELECT g.* FROM live_sessions g
        WHERE NOT p_everybody AND g.stream_id = v_stream AND g.publication = v_publication
          AND g.ended_at > p_now - interval '60 seconds' AND g.ended_at < 'infinity' AND g.client = p_client
          AND g.source = p_source AND g.boot = p_boot AND g.reason = 'unpublish'
        UNION ALL
        SELECT e.* FROM live_sessions e
        WHERE p_everybody AND e.stream_id = v_stream AND e.publication = v_publication
          AND e.ended_at > p_now - interval '60 seconds' AND e.ended_at < 'infinity' AND e.reason = 'unpublish') l
        ON true;
END
$$;
