-- LiveKit's webhooks come more than once and in any order.

-- What a media server told already, by the id of its message; and who is known to have left a room, for
-- the case that their coming is told later. Kept for a day.
CREATE TABLE live_told (
    source  text        NOT NULL,
    message text        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (source, message)
);
CREATE INDEX live_told_at ON live_told (at);

-- The newest publisher of each ingress that was told of, by when it began, and whether its end was told.
CREATE TABLE live_ingresses (
    source     text        NOT NULL,
    path       text        NOT NULL,
    client     text        NOT NULL,
    -- By the clock of the media server, ns since 1970: only compared with others of the same ingress.
    started_ns bigint      NOT NULL,
    ended      boolean     NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (source, path)
);
CREATE INDEX live_ingresses_at ON live_ingresses (at);

-- The name of a LiveKit room is the id of the user whose stream it is.
CREATE INDEX streams_rooms_of_livekit ON streams (owner_id) WHERE surface = 'streamit' AND deleted_at IS NULL;

-- Finds the stream that a hook is about, locks its row, and reads what is known of the publication,
-- in one round trip. A function, because what is read must be newer than the lock: each statement
-- in it has a snapshot of its own. One row for each session, or one without session.
--   p_fence: find it by the publisher's connection first (end hooks), then by name
--   p_name, p_app, p_id: what was published, its application, and the name again if it is a number;
--   of LiveKit: the id of an ingress, or the name of a room, which is its owner's id
CREATE OR REPLACE FUNCTION live_lock(
    p_now timestamptz, p_source text, p_boot text, p_client text, p_fence boolean,
    p_name text, p_app text, p_id bigint)
    RETURNS TABLE (
        stream_id bigint, title text, surface text, many_publications boolean, publication text,
        matched text, token text, superseded boolean, next_id bigint,
        others int, others_broadcast bigint, others_started_at timestamptz, others_peak int,
        session_id bigint, state text, source text, boot text, client text, path text, protocol text,
        stream_object text, digest text, started_at timestamptz, suspect_since timestamptz,
        ended_at timestamptz, reason text, broadcast_id bigint, broadcast_started_at timestamptz,
        updated_at timestamptz, media_timestamp bigint, frozen_updates int, peak_viewers int)
    LANGUAGE plpgsql VOLATILE AS
$$
#variable_conflict use_column
DECLARE
    v_stream      bigint;
    v_publication text;
    v_matched     text;
    v_token       text;
    v_row         streams%ROWTYPE;
    v_superseded  boolean;
    v_others      record;
BEGIN
    IF p_fence THEN
        SELECT l.stream_id, l.publication, 'fence' INTO v_stream, v_publication, v_matched
        FROM live_sessions l
        WHERE l.client = p_client AND l.source = p_source AND l.boot = p_boot
          AND (l.ended_at = 'infinity' OR (l.ended_at > p_now - interval '60 seconds' AND l.reason IN ('refuted', 'closed')))
        ORDER BY l.ended_at DESC, l.id DESC
        LIMIT 1;
    END IF;
    -- LiveKit's names and those of other media servers are never mistaken for each other.
    IF v_stream IS NULL AND p_source = 'livekit' THEN
        SELECT k.stream_id, 'ingress' INTO v_stream, v_matched
        FROM publish_keys k WHERE k.kind = 'ingress' AND k.value = p_name;
        IF v_stream IS NULL AND p_id IS NOT NULL THEN
            SELECT s.id, 'room' INTO v_stream, v_matched
            FROM streams s WHERE s.surface = 'streamit' AND s.owner_id = p_id AND s.deleted_at IS NULL
            ORDER BY s.id
            LIMIT 1;
        END IF;
        IF v_stream IS NULL THEN
            RETURN;
        END IF;
    END IF;
    IF v_stream IS NULL AND p_name IS NOT NULL THEN
        SELECT k.stream_id, 'name' INTO v_stream, v_matched
        FROM publish_keys k WHERE k.kind = 'name' AND k.value = p_name;
    END IF;
    IF v_stream IS NULL AND p_app IS NOT NULL THEN
        SELECT k.stream_id, 'app' INTO v_stream, v_matched
        FROM publish_keys k WHERE k.kind = 'app' AND k.value = p_app;
    END IF;
    IF v_stream IS NULL AND p_id IS NOT NULL THEN
        SELECT k.stream_id, 'token', k.value INTO v_stream, v_matched, v_token
        FROM publish_keys k WHERE k.kind = 'token' AND k.stream_id = p_id
        LIMIT 1;
    END IF;
    IF v_stream IS NULL THEN
        RETURN;
    END IF;

    SELECT s.* INTO v_row FROM streams s WHERE s.id = v_stream FOR UPDATE;
    IF v_matched <> 'fence' THEN
        v_publication := CASE WHEN v_row.many_publications THEN p_name ELSE '' END;
    END IF;
    SELECT b.superseded_at IS NOT NULL INTO v_superseded
    FROM live_boots b WHERE b.source = p_source AND b.boot = p_boot;
    IF v_row.many_publications THEN
        SELECT count(*) AS n, min(l.broadcast_id) AS broadcast, min(l.broadcast_started_at) AS started
        INTO v_others
        FROM live_sessions l
        WHERE l.stream_id = v_stream AND l.publication <> v_publication AND l.state IN ('open', 'suspect');
    ELSE
        SELECT 0::bigint AS n, NULL::bigint AS broadcast, NULL::timestamptz AS started INTO v_others;
    END IF;

    RETURN QUERY
    SELECT v_row.id, v_row.title, v_row.surface, v_row.many_publications, v_publication,
           v_matched, v_token, coalesce(v_superseded, false),
           nextval('live_sessions_id_seq'),
           v_others.n::int, v_others.broadcast, v_others.started,
           CASE WHEN v_row.many_publications THEN
               (SELECT coalesce(max(m.peak_viewers), 0) FROM live_sessions m
                WHERE m.stream_id = v_stream
                  AND m.broadcast_id = coalesce(v_others.broadcast, l.broadcast_id)) END,
           l.id, l.state, l.source, l.boot, l.client, l.path, l.protocol,
           l.stream_object, l.digest, l.started_at, l.suspect_since,
           l.ended_at, l.reason, l.broadcast_id, l.broadcast_started_at,
           l.updated_at, l.media_timestamp, l.frozen_updates, l.peak_viewers
    FROM (SELECT 1) one
    LEFT JOIN live_sessions l
        ON l.stream_id = v_stream AND l.publication = v_publication
       AND l.ended_at > p_now - interval '60 seconds'
    ORDER BY l.id;
END
$$;
