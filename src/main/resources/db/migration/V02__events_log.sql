-- What happened, in daily partitions (made ahead and dropped by the events feature).
CREATE TABLE stream_events (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    stream_id bigint      NOT NULL REFERENCES streams (id),
    type      text        NOT NULL,
    at        timestamptz NOT NULL,
    detail    jsonb       NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX stream_events_stream ON stream_events (stream_id, id);
CREATE TABLE stream_events_default PARTITION OF stream_events DEFAULT;

-- A durable reader of some event types. Inactive: events that come meanwhile are not for it.
CREATE TABLE subscriptions (
    name   text    PRIMARY KEY,
    types  text[]  NOT NULL,
    active boolean NOT NULL
);

-- An event that a subscription has still to handle. The row goes to finished_deliveries when it has.
CREATE TABLE deliveries (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription text        NOT NULL,
    stream_id    bigint      NOT NULL,
    event_id     bigint      NOT NULL,
    event_at     timestamptz NOT NULL,
    state        text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parked')),
    -- 0, or its own id once an operator has it delivered again: a replay neither waits nor is waited for.
    replay       bigint      NOT NULL DEFAULT 0,
    attempts     int         NOT NULL DEFAULT 0,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deliveries_lane ON deliveries (subscription, stream_id, replay, id) WHERE state = 'pending';
CREATE INDEX deliveries_parked ON deliveries (id) WHERE state = 'parked';

-- One row for each (subscription, stream): the order of its deliveries, and the lease on the first of
-- them. due_at is the next moment at which anybody may take that one: now, the end of a back-off, or
-- the end of the lease that somebody holds; null when nothing is pending. So a claim reads only what
-- is due, however many deliveries wait behind a blocked one.
CREATE TABLE delivery_lanes (
    subscription text        NOT NULL,
    stream_id    bigint      NOT NULL,
    replay       bigint      NOT NULL DEFAULT 0,
    due_at       timestamptz,
    owner        uuid,
    PRIMARY KEY (subscription, stream_id, replay)
);
CREATE INDEX delivery_lanes_due ON delivery_lanes (subscription, due_at) WHERE due_at IS NOT NULL;

-- What was handled, in daily partitions by the time of finishing.
CREATE TABLE finished_deliveries (
    id           bigint      NOT NULL,
    subscription text        NOT NULL,
    stream_id    bigint      NOT NULL,
    event_id     bigint      NOT NULL,
    event_at     timestamptz NOT NULL,
    replay       bigint      NOT NULL,
    attempts     int         NOT NULL,
    created_at   timestamptz NOT NULL,
    finished_at  timestamptz NOT NULL
) PARTITION BY RANGE (finished_at);
CREATE INDEX finished_deliveries_stream ON finished_deliveries (stream_id, event_id);
CREATE TABLE finished_deliveries_default PARTITION OF finished_deliveries DEFAULT;
