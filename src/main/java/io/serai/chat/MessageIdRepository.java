package io.serai.chat;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The sequence that ids of messages come from. */
@Repository
class MessageIdRepository implements MessageIds.Blocks {
    private static final String NEXT = "SELECT nextval('chat_message_ids')";
    private static final String RAISE = "SELECT setval('chat_message_ids', ?)";

    private final JdbcClient jdbc;

    MessageIdRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The sequence is behind when ids were given while it could not be asked. */
    @Override
    public long above(long id) {
        long block = jdbc.sql(NEXT).query(Long.class).single();
        if (block <= id) {
            jdbc.sql(RAISE).param(id + 1).query(Long.class).single();
            block = jdbc.sql(NEXT).query(Long.class).single();
        }
        return block;
    }
}
