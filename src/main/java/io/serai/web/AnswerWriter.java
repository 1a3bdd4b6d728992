package io.serai.web;

import io.serai.common.http.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns an {@link Answer} into status, headers and bytes. */
final class AnswerWriter {
    private static final Logger log = LoggerFactory.getLogger(AnswerWriter.class);

    private AnswerWriter() {}

    /** Writes the answer; a client that has gone meanwhile is no error of ours. */
    static void write(Answer answer, HttpServletResponse response) {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        answer.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie));
        try {
            if (answer.status() != HttpServletResponse.SC_NO_CONTENT
                    && answer.status() != HttpServletResponse.SC_NOT_MODIFIED) {
                response.setContentLength(answer.body().length);
                response.getOutputStream().write(answer.body());
            }
            response.flushBuffer();
        } catch (IOException e) {
            log.debug("http.gone status={} reason={}", answer.status(), e.getMessage());
        }
    }
}
