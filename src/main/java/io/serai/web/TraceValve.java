package io.serai.web;

import io.serai.common.http.Answer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Refuses TRACE, which would show a request's headers, before anything else sees it and in the form
 * of the path's surface: Tomcat by itself says nothing in the body. Thread-safe.
 */
final class TraceValve extends ValveBase {
    TraceValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getMethod().equals("TRACE")) {
            Answer refusal =
                    HttpSurface.of(request.getRequestURI())
                            .errorForm()
                            .standard(Response.SC_METHOD_NOT_ALLOWED)
                            .with("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            AnswerWriter.write(refusal, response);
        } else {
            getNext().invoke(request, response);
        }
    }
}
