package io.serai.chat;

import io.serai.common.StreamId;
import java.util.OptionalLong;

/**
 * Somebody who may enter.
 *
 * @param network by which their connections are counted
 * @param history so many messages they want to see first; 0: none
 * @param since they want to see what was said after this one; empty: they don't
 */
record Entry(StreamId stream, Member member, String network, int history, OptionalLong since) {
    boolean wantsPast() {
        return history > 0 || since.isPresent();
    }
}
