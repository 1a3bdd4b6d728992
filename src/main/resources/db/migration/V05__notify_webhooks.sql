-- What every node has to know about a webhook. The URL is a secret: only its SHA-256 stands here, so
-- a changed URL starts clean.
CREATE TABLE notify_webhooks (
    url_digest  bytea       PRIMARY KEY,
    -- Nothing is sent before this moment of the database's clock.
    held_until  timestamptz,
    -- Why nothing is sent any more, until a test message succeeds.
    disabled    text,
    disabled_at timestamptz,
    CHECK ((disabled IS NULL) = (disabled_at IS NULL))
);

-- The post about a broadcast, so that it is made once and edited when the broadcast ends.
CREATE TABLE notify_posts (
    subscription text        NOT NULL,
    broadcast_id bigint      NOT NULL,
    -- Null: there is no post that could be edited.
    message_id   text,
    ended        boolean     NOT NULL DEFAULT false,
    changed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription, broadcast_id)
);
CREATE INDEX notify_posts_oldest ON notify_posts (changed_at);
