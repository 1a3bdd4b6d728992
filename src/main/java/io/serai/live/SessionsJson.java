package io.serai.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.common.ControlException.Invalid;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The admin API's list of a stream's sessions, newest first, a page at a time. Thread-safe. */
@Component
final class SessionsJson {
    private static final int PAGE = 50;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SessionRepository sessions;

    SessionsJson(SessionRepository sessions) {
        this.sessions = sessions;
    }

    /**
     * @throws Invalid when {@code stream} or {@code before} is not a positive number
     */
    Answer list(HttpCall call) {
        StreamId stream = new StreamId(number(call, "stream", 0));
        long before = number(call, "before", Long.MAX_VALUE);
        List<Map<String, Object>> page = sessions.of(stream, before, PAGE);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sessions", page);
        if (page.size() == PAGE) {
            answer.put("next", page.getLast().get("id"));
        }
        try {
            return Answer.json(200, MAPPER.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text and numbers are always JSON", e);
        }
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
