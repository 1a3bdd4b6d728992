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
