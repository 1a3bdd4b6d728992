package io.serai.web;

import io.serai.common.http.Answer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;

/**
 * Answers requests so broken that Tomcat gives them to no application, as JSON and without its
 * name. Public because Tomcat makes it by reflection. Thread-safe.
 */
public final class PlainErrorValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean open = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
        if (!open.get()) {
            return;
        }
        String path = String.valueOf(request.getRequestURI());
        Answer answer = HttpSurface.of(path).errorForm().standard(response.getStatus());
        response.setContentType("application/json");
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(new String(answer.body(), StandardCharsets.UTF_8));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            getContainer().getLogger().debug("The client has gone", e);
        }
    }
}
