package io.serai.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The edge's steps: what error configurations end with, and what concerns Serai as a whole. */
@Component("web")
public final class WebSteps {
    /** The version that PixelCast's clients read. */
    static final String VERSION = "1.0.0";

    private static final Logger log = LoggerFactory.getLogger(WebSteps.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final SystemHealth health;

    WebSteps(SystemHealth health) {
        this.health = health;
    }

    /** The exception as the surface of the call tells it. */
    @Step
    public Answer answerFailure(
            @ExchangeProperty("CamelExceptionCaught") Throwable failure,
            @Variable("call") HttpCall call) {
        return Failures.answer(HttpSurface.of(call.path()), failure);
    }

    /** One line about a scheduled route that failed; its next turn comes as planned. */
    @Step
    public void logScheduleFailure(@ExchangeProperty("CamelExceptionCaught") Throwable failure) {
        if (DatabaseAway.explains(failure)) {
            log.warn("schedule.failed reason=\"the database does not answer\"");
        } else {
            log.error("schedule.failed reason=\"{}\"", failure.getMessage(), failure);
        }
    }

    /** PixelCast's health object; 200 as long as Serai answers, whatever else is down. */
    @Step
    public Answer health() {
        return json(health.report());
    }

    /** PixelCast's test of the database. */
    @Step
    public Answer testDatabase() {
        return health.testDatabase();
    }

    /** PixelCast's index. */
    @Step
    public Answer index() {
        return json(
                Map.of(
                        "message",
                        "PixelCast Backend API",
                        "version",
                        VERSION,
                        "endpoints",
                        Map.of(
                                "health", List.of("GET /health", "GET /api/test/database"),
                                "rooms",
                                        List.of(
                                                "POST /api/rooms",
                                                "GET /api/rooms",
                                                "GET /api/rooms/by-stream-key",
                                                "GET /api/rooms/validate"),
                                "cleanup",
                                        List.of(
                                                "GET /api/cleanup/status",
                                                "POST /api/cleanup/manual"),
                                "description", List.of("GET /openapi.json"))));
    }

    private static Answer json(Object value) {
        try {
            return Answer.json(200, JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
