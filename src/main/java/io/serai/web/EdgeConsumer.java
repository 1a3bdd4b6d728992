package io.serai.web;

import io.serai.common.http.Answer;
import io.serai.common.http.Entrance;
import io.serai.common.http.HttpCall;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from HTTP into a route and back. A request enters as the variable {@code call} and in no
 * other way, and only an {@link Answer} leaves: Camel's own consumer would make message headers of
 * everything a client sends, and would send all headers of the message back.
 */
final class EdgeConsumer extends SpringBootPlatformHttpConsumer {
    private static final Logger log = LoggerFactory.getLogger(EdgeConsumer.class);

    private final RequestReader reader;
    private volatile String operation = "";

    EdgeConsumer(PlatformHttpEndpoint endpoint, Processor processor, RequestReader reader) {
        super(endpoint, processor, Runnable::run);
        this.reader = reader;
    }

    /**
     * Runs the route on the thread of the request, a virtual one: a second thread would only cost a
     * dispatch.
     *
     * @return null, which tells Spring that the response is complete
     */
    @Override
    public @Nullable CompletableFuture<Void> service(
            HttpServletRequest request, HttpServletResponse response) {
        AnswerWriter.write(answer(request), response);
        return null;
    }

    private Answer answer(HttpServletRequest request) {
        HttpSurface surface = HttpSurface.of(request.getServletPath());
        if (isSuspendingOrSuspended() || isStoppingOrStopped()) {
            return Failures.unavailable(surface);
        }
        try {
            HttpCall call = reader.read(request, operation());
            if (call.bodyTooLarge() && !surface.hooks()) {
                return surface.errorForm().standard(413).with("Connection", "close");
            }
            return run(surface, call);
        } catch (IOException e) {
            log.debug("http.broken surface={} reason={}", surface, e.getMessage());
            return surface.errorForm().standard(400).with("Connection", "close");
        } catch (Exception e) {
            return Failures.answer(surface, e);
        }
    }

    /** The id of our route, which Camel tells only the consumer around this one. */
    private String operation() {
        String known = operation;
        if (known.isEmpty()) {
            known =
                    getEndpoint().getCamelContext().getRoutes().stream()
                            .filter(route -> route.getProcessor() == getProcessor())
                            .map(Route::getRouteId)
                            .findFirst()
                            .orElse(Entrance.UNKNOWN.operation());
            operation = known;
        }
        return known;
    }

    private Answer run(HttpSurface surface, HttpCall call) throws Exception {
        Exchange exchange = createExchange(true);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.setVariable("call", call);
        exchange.getMessage().setBody(call.body());
        createUoW(exchange);
        try {
            getProcessor().process(exchange);
            return answer(surface, exchange);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private Answer answer(HttpSurface surface, Exchange exchange) {
        if (exchange.getException() != null) {
            return Failures.answer(surface, exchange.getException());
        }
        if (exchange.getMessage().getBody() instanceof Answer answer) {
            return answer;
        }
        return Failures.answer(
                surface,
                new IllegalStateException("Route " + operation() + " ended without an answer"));
    }
}
