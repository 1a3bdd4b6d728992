-- Who may chat, as the owner set it: more than one surface asks. Written by streams.
ALTER TABLE streams
    ADD COLUMN chat_enabled        boolean NOT NULL DEFAULT true,
    ADD COLUMN chat_delayed        boolean NOT NULL DEFAULT false,
    ADD COLUMN chat_followers_only boolean NOT NULL DEFAULT false;
-- What people find a creator's stream by. Searches are many and new titles few, so none of these waits in a
-- list that each search would have to read.
CREATE INDEX streams_studio_words ON streams USING gin (to_tsvector('simple', title))
    WITH (fastupdate = off) WHERE surface = 'streamit';

-- StreamIt's creators: one stream each.
CREATE TABLE studio_streams (
    stream_id   bigint      PRIMARY KEY REFERENCES streams (id),
    owner_id    bigint      NOT NULL UNIQUE,
    description text,
    thumbnail   text,
    -- The LiveKit ingress that the creator's encoder or browser publishes to. The key is a secret: only
    -- the answers that show it to its creator read it.
    ingress_id  text        UNIQUE,
    server_url  text,
    stream_key  text,
    updated_at  timestamptz NOT NULL,
    CHECK ((ingress_id IS NULL) = (server_url IS NULL) AND (ingress_id IS NULL) = (stream_key IS NULL))
);

-- Who is just changing a creator's ingress. LiveKit and the row change one after the other, outside of
-- a transaction, so two changes of one creator must not overlap on any node.
CREATE TABLE studio_ingress_changes (
    owner_id bigint      PRIMARY KEY,
    holder   uuid        NOT NULL,
    -- Past this moment the holder has died, and anybody may take over.
    until    timestamptz NOT NULL
);
