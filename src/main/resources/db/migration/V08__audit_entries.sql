-- Who created, changed or deleted what, by which way. No foreign keys: an entry outlives its account
-- and its thing. Read from the newest by id; the oldest are removed by id as well.
CREATE TABLE audit_entries (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      text        NOT NULL CHECK (actor IN ('account', 'admin-token', 'nobody', 'serai')),
    account_id bigint,
    -- Personal data; null: Serai by itself.
    address    text,
    surface    text        NOT NULL,
    -- Id of the REST operation, or of the route of a schedule.
    operation  text        NOT NULL,
    action     text        NOT NULL,
    kind       text        NOT NULL,
    -- Id of what it was done to; never a key.
    thing      text        NOT NULL,
    -- Names only, never values.
    fields     text[]      NOT NULL,
    CHECK ((actor = 'account') = (account_id IS NOT NULL))
);
CREATE INDEX audit_entries_account ON audit_entries (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_entries_actor ON audit_entries (actor, id) WHERE account_id IS NULL;
CREATE INDEX audit_entries_thing ON audit_entries (thing, id);
CREATE INDEX audit_entries_kind ON audit_entries (kind, id);
CREATE INDEX audit_entries_action ON audit_entries (action, id);
