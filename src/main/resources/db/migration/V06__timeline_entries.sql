-- What media servers asked about streams and how they showed them, for operators. Written behind the
-- hooks, pruned by age. No foreign key: a note may come after anything.
CREATE TABLE timeline_entries (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Keyed digest of what makes two notes the same: a repeated one counts up in its row.
    fingerprint bytea       NOT NULL UNIQUE,
    kind        text        NOT NULL CHECK (kind IN ('hook', 'finding', 'gap')),
    at          timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    times       int         NOT NULL,
    -- Null: nobody knows the stream, or (gap) every stream is meant.
    stream_id   bigint,
    -- Keyed digests of the published name, and for WHIP of the application: names are keys.
    name_digest bytea,
    app_digest  bytea,
    -- Hooks: publish, unpublish, close, update, play. Findings: sight. Gaps: dropped.
    what        text        NOT NULL,
    accepted    boolean     NOT NULL,
    -- Hooks: accepted, or why not. Findings: how the server shows it. Gaps: why.
    word        text        NOT NULL,
    rule        text        NOT NULL,
    changed     boolean     NOT NULL,
    server      text        NOT NULL,
    client      text        NOT NULL,
    address     text        NOT NULL,
    caller      text        NOT NULL,
    protocol    text        NOT NULL,
    took_ms     int         NOT NULL,
    note        text        NOT NULL
);
CREATE INDEX timeline_entries_stream ON timeline_entries (stream_id, at, id) WHERE stream_id IS NOT NULL;
CREATE INDEX timeline_entries_name ON timeline_entries (name_digest, at) WHERE name_digest IS NOT NULL;
CREATE INDEX timeline_entries_app ON timeline_entries (app_digest, at) WHERE app_digest IS NOT NULL;
CREATE INDEX timeline_entries_gaps ON timeline_entries (at) WHERE kind = 'gap';
CREATE INDEX timeline_entries_oldest ON timeline_entries (at);
