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
