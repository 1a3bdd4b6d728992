-- live-service's broadcasts. That one is live is not written here: sessions tell.
CREATE TABLE broadcasts (
    stream_id   bigint      PRIMARY KEY REFERENCES streams (id),
    owner_id    bigint      NOT NULL REFERENCES accounts (id),
    description text,
    stream_key  text        NOT NULL,
    created_at  timestamptz NOT NULL,
    -- When the first publisher came; known here once the last one has left.
    started_at  timestamptz,
    -- When the last publisher left, while BROADCAST_END_GRACE keeps the broadcast.
    idle_since  timestamptz,
    ended_at    timestamptz,
    CHECK (ended_at IS NULL OR started_at IS NOT NULL AND idle_since IS NULL),
    CHECK (idle_since IS NULL OR started_at IS NOT NULL)
);
CREATE INDEX broadcasts_idle ON broadcasts (idle_since) WHERE idle_since IS NOT NULL;
