package io.serai.playback;

import io.serai.common.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What a request for HLS gets; whoever has it closes it. */
public sealed interface HlsAnswer extends AutoCloseable {

    @Override
    void close();

    /** A whole answer: a playlist, or why there is none. */
    record Whole(Answer answer) implements HlsAnswer {
        @Override
        public void close() {}
    }

    /**
     * A segment that is still arriving.
     *
     * @param status 200, or 206 for the part that was asked for
     */
    record Arriving(int status, Map<String, String> headers, Body body) implements HlsAnswer {
        public Arriving {
            headers = Map.copyOf(headers);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /** More than can be passed on at once is under way. */
    record Busy() implements HlsAnswer {
        @Override
        public void close() {}
    }

    /** The bytes of a segment. Not thread-safe. */
    interface Body {
        /**
         * Copies all of it, as it comes.
         *
         * @throws IOException if the copy is not complete, whichever side the reason is on
         */
        void copyTo(OutputStream out) throws IOException;

        /** Gives up what has not been copied. */
        void close();
    }
}
