-- What happened, in daily partitions (UTC days; made ahead and dropped by the events feature). No
-- foreign key to streams: who writes an event holds the stream's row lock, streams are never deleted,
-- and with one every new or dropped partition would lock the table of streams.
CREATE TABLE stream_events (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    stream_id bigint      NOT NULL,
    type      text        NOT NULL,
    at        timestamptz NOT NULL,
    detail    jsonb       NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX stream_events_stream ON stream_events (stream_id, id);
-- A net: what falls here is moved when its day's partition is made.
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
    -- Failed ones; waiting because the target said so is none.
    attempts     int         NOT NULL DEFAULT 0,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
CREATE INDEX deliveries_lane ON deliveries (subscription, stream_id, replay, id) WHERE state = 'pending';
CREATE INDEX deliveries_parked ON deliveries (id) WHERE state = 'parked';

-- One row for each (subscription, stream) with something pending: the order of its deliveries, and the
-- lease on the first of them. due_at is the next moment at which anybody may take that one: now, the
-- end of a back-off, or the end of the lease that somebody holds. So a claim reads only what is due,
-- however many deliveries wait behind a blocked one. Whoever finishes a delivery locks this row first
-- and looks for the next one in a later statement, so that an event written meanwhile is seen.
CREATE TABLE delivery_lanes (
    subscription text        NOT NULL,
    stream_id    bigint      NOT NULL,
    replay       bigint      NOT NULL DEFAULT 0,
    due_at       timestamptz NOT NULL,
    owner        uuid,
    PRIMARY KEY (subscription, stream_id, replay)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
CREATE INDEX delivery_lanes_due ON delivery_lanes (subscription, due_at);

-- What was handled, in daily partitions (UTC days) by the time of finishing.
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
