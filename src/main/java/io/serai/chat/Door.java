package io.serai.chat;

import io.serai.common.ControlException;
import io.serai.common.StreamId;
import io.serai.common.http.HttpCall;

/**
 * Whether somebody may enter, and as whom. Asked once per connection on its own thread, before the
 * upgrade; may ask the database. Thread-safe.
 */
interface Door {
    /**
     * Lets the caller in, by the query's {@code user_id} and {@code username}, or its {@code
     * ticket}.
     *
     * @throws ControlException with the answer that the caller gets in place of the upgrade
     */
    Member admit(StreamId stream, HttpCall call);
}
