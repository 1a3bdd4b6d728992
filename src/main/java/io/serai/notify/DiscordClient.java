package io.serai.notify;

import io.serai.common.ControlException.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Sends one request to Discord, in bounded time and memory. Thread-safe. Why it is no Camel
 * endpoint: docs/decisions/0002-discord-client.md.
 */
@Component
final class DiscordClient implements DisposableBean {
    static final int MOST_BODY_BYTES = 64 * 1024;

    private static final Duration STOP = Duration.ofSeconds(1);

    private final HttpClient http;
    private final Duration timeout;

    DiscordClient(NotifySettings settings) {
        this.timeout = settings.timeout();
        this.http =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(settings.connectTimeout())
                        .executor(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("discord-", 0).factory()))
                        .build();
    }

    /**
     * Any status is an answer.
     *
     * @throws Unavailable if none comes in time; the message may then have been posted or not
     */
    DiscordReply send(Webhook webhook, String method, URI uri, String json) {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Serai")
                        .method(method, BodyPublishers.ofString(json))
                        .build();
        AtomicReference<Arriving> arriving = new AtomicReference<>();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(
                        request,
                        info -> {
                            BoundedBody body = new BoundedBody(MOST_BODY_BYTES);
                            arriving.set(new Arriving(info, body));
                            return body;
                        });
        try {
            HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new DiscordReply(
                    response.statusCode(), response.headers(), webhook.redact(response.body()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return begun(arriving, webhook, e);
        } catch (ExecutionException e) {
            return begun(arriving, webhook, e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unavailable("Stopped while waiting for Discord", e);
        }
    }

    @Override
    public void destroy() {
        http.shutdownNow();
        try {
            http.awaitTermination(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer whose status has arrived, and perhaps some of its body. */
    private record Arriving(ResponseInfo info, BoundedBody body) {}

    private static DiscordReply begun(
            AtomicReference<Arriving> arriving, Webhook webhook, Throwable why) {
        Arriving begun = arriving.get();
        if (begun == null) {
            // Only the kind of failure: no text of it can hold a part of the URL then.
            String kind =
                    why instanceof IOException || why instanceof TimeoutException
                            ? why.getClass().getSimpleName()
                            : "failure";
            throw new Unavailable("Discord does not answer: " + kind);
        }
        return new DiscordReply(
                begun.info().statusCode(),
                begun.info().headers(),
                webhook.redact(begun.body().soFar()));
    }
}
