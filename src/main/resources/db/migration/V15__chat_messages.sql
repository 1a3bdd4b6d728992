-- Where ids of messages come from: a node takes a block of a thousand at once, so no message waits for
-- the database. Within a stream they grow in the order in which messages are shown.
CREATE SEQUENCE chat_message_ids INCREMENT BY 1000;

-- What was said. Written behind the chat, in batches; rows go after serai.chat.kept, or when somebody is
-- erased. Neither an address nor what could be turned into one: its hash has a key.
CREATE TABLE chat_messages (
    stream_id  bigint      NOT NULL,
    id         bigint      NOT NULL,
    -- As the client gave it; of who came with a ticket the id of the account.
    user_id    text        NOT NULL,
    account_id bigint,
    username   text        NOT NULL,
    content    text        NOT NULL,
    address    text        NOT NULL,
    at         timestamptz NOT NULL,
    deleted_at timestamptz,
    -- An account's id, or admin-token, or the part of Serai that did it.
    deleted_by text,
    PRIMARY KEY (stream_id, id),
    CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
);
CREATE INDEX chat_messages_user ON chat_messages (user_id, stream_id);
CREATE INDEX chat_messages_at ON chat_messages (at);

-- What a stream's chat has beyond the three flags in streams. Whoever moderates holds the row lock of the
-- stream and raises the version: by that other nodes see that they have to read anew.
CREATE TABLE chat_rooms (
    stream_id         bigint PRIMARY KEY REFERENCES streams (id),
    slow_mode_seconds int    NOT NULL DEFAULT 0 CHECK (slow_mode_seconds BETWEEN 0 AND 3600),
    -- How long a delayed chat is delayed; null: as long as serai.chat.delay says.
    delay_seconds     int    CHECK (delay_seconds BETWEEN 1 AND 300),
    version           bigint NOT NULL DEFAULT 0
);

-- Who may not enter (ban) or not write (timeout): a user, or everybody from an address.
CREATE TABLE chat_bans (
    stream_id  bigint      NOT NULL REFERENCES streams (id),
    kind       text        NOT NULL CHECK (kind IN ('ban', 'timeout')),
    target     text        NOT NULL CHECK (target IN ('user', 'address')),
    value      text        NOT NULL,
    -- Null: for good.
    until      timestamptz,
    reason     text,
    created_by text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (stream_id, kind, target, value),
    CHECK (kind = 'ban' OR until IS NOT NULL)
);
CREATE INDEX chat_bans_until ON chat_bans (until) WHERE until IS NOT NULL;

-- What nodes have still to take out of what they remember: one message, or all of a user. Ids within a
-- stream follow the order of commits, because they are written under its row's lock.
CREATE TABLE chat_removals (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    stream_id  bigint      NOT NULL,
    message_id bigint,
    user_id    text,
    at         timestamptz NOT NULL,
    PRIMARY KEY (stream_id, id),
    CHECK ((message_id IS NULL) <> (user_id IS NULL))
);
CREATE INDEX chat_removals_at ON chat_removals (at);
