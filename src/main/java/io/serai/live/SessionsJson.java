package io.serai.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The admin API's list of a stream's sessions, newest first, a page at a time. Thread-safe. */
@Component
final class SessionsJson {
    private static final int PAGE = 50;

    private final SessionRepository sessions;

    /**
     * @param next the {@code before} of the next page; absent on the last one
     */
    record Page(
            List<Session> sessions,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long next) {}

    /**
     * One who published.
     *
     * @param source the media server
     * @param boot the media server's process
     * @param client the publisher's connection
     * @param broadcast the first of an unbroken row of sessions
     * @param reason why it ended
     */
    record Session(
            long id,
            String state,
            String source,
            String boot,
            String client,
            String protocol,
            long broadcast,
            String startedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String suspectSince,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String endedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
            int peakViewers,
            int lastViewers) {}

    SessionsJson(SessionRepository sessions) {
        this.sessions = sessions;
    }

    /**
     * @throws Invalid when {@code stream} or {@code before} is not a positive number
     */
    Answer list(HttpCall call) {
        StreamId stream = new StreamId(number(call, "stream", 0));
        long before = number(call, "before", Long.MAX_VALUE);
        List<Session> page = sessions.of(stream, before, PAGE);
        return Json.answer(200, new Page(page, page.size() == PAGE ? page.getLast().id() : null));
    }

    private static long number(HttpCall call, String name, long absent) {
        String text = call.query(name).orElse("");
        if (text.isEmpty() && absent > 0) {
            return absent;
        }
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new Invalid(name + " must be a positive number");
        }
        return Long.parseLong(text);
    }
}
