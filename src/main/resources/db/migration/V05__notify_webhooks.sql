-- What every node has to know about a webhook. The URL is a secret: only its SHA-256 stands here.
CREATE TABLE notify_webhooks (
    url_digest bytea       PRIMARY KEY,
    held_until timestamptz,
    disabled   text
);

-- The post about a broadcast, so that it can be edited when the broadcast ends.
CREATE TABLE notify_posts (
    subscription text        NOT NULL,
    broadcast_id bigint      NOT NULL,
    message_id   text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription, broadcast_id)
);
