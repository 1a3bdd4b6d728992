package io.serai.web;

import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The edge's steps: what every surface's error configuration ends with. */
@Component("web")
public final class WebSteps {
    private static final Logger log = LoggerFactory.getLogger(WebSteps.class);

    /** The exception as the surface of the call tells it. */
    @Step
    public Answer answerFailure(
            @ExchangeException Throwable failure, @Variable("call") HttpCall call) {
        return Failures.answer(HttpSurface.of(call.path()), failure);
    }

    /** One line about a scheduled route that failed; its next turn comes as planned. */
    @Step
    public void logScheduleFailure(@ExchangeException Throwable failure) {
        log.error("schedule.failed reason={}", failure.toString(), failure);
    }
}
