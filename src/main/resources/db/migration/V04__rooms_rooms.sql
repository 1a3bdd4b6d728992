-- PixelCast's rooms; the first seven columns keep that system's names.
CREATE TABLE rooms (
    id                   uuid        PRIMARY KEY,
    name                 text        NOT NULL,
    stream_key           text        NOT NULL UNIQUE,
    room_type            text        NOT NULL CHECK (room_type IN ('rtmp', 'webrtc')),
    room_url             text        NOT NULL,
    created_at           timestamptz NOT NULL DEFAULT now(),
    discord_webhook_sent boolean     NOT NULL DEFAULT false,
    -- When the last publisher left, while ROOM_UNPUBLISH_GRACE keeps the room.
    idle_since           timestamptz,
    stream_id            bigint      NOT NULL UNIQUE REFERENCES streams (id)
);
CREATE INDEX rooms_newest ON rooms (created_at DESC, stream_id DESC);
CREATE INDEX rooms_idle ON rooms (idle_since) WHERE idle_since IS NOT NULL;
-- Whose page still has PixelCast's first form; looked for at each start.
CREATE INDEX rooms_old_pages ON rooms (id) WHERE room_type = 'rtmp' AND room_url LIKE '/rtmp/%';

-- The clean-ups of old rooms, on whichever node.
CREATE TABLE room_cleanups (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    manual     boolean     NOT NULL,
    started_at timestamptz NOT NULL,
    -- The last sign of life while it runs.
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    deleted    int         NOT NULL DEFAULT 0,
    -- The first ones that it deleted: id and name.
    rooms      jsonb       NOT NULL DEFAULT '[]',
    error      text
);
CREATE INDEX room_cleanups_newest ON room_cleanups (started_at DESC, id DESC);
