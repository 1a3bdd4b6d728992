package io.serai.playback;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Client of SRS's HTTP server, where HTTP-FLV and HLS are. Redirects are not followed. Thread-safe.
 */
@Component
final class SrsHttp implements AutoCloseable {
    /** A connection that is not there by then never comes. */
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** To SRS each such question is a player; more of them at once are not worth it. */
    private static final int MOST_FLV_QUESTIONS = 50;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();
    private final Semaphore flvQuestions = new Semaphore(MOST_FLV_QUESTIONS);
    private final URI server;

    SrsHttp(PlaybackSettings settings) {
        this.server = settings.srs();
    }

    /** The beginning of an answer; whoever has it closes its body. */
    record Opened(int status, HttpHeaders headers, ArrivingBytes body) {}

    URI server() {
        return server;
    }

    /** Whether the stream plays by HTTP-FLV: SRS answers that only if there is media. */
    boolean plays(MediaName app, MediaName stream, Duration atMost) {
        if (!flvQuestions.tryAcquire()) {
            return false;
        }
        try {
            URI flv =
                    URI.create(
                            "%s://%s/%s/%s.flv"
                                    .formatted(
                                            server.getScheme(),
                                            server.getRawAuthority(),
                                            app.encoded(),
                                            stream.encoded()));
            HttpRequest request = HttpRequest.newBuilder(flv).HEAD().build();
            return await(client.sendAsync(request, BodyHandlers.discarding()), atMost).statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } finally {
            flvQuestions.release();
        }
    }

    /**
     * Fetches a file of HLS.
     *
     * @throws IOException with a short reason if there is no answer in time
     */
    Opened open(HlsPath path, Optional<String> range, Duration atMost) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(path.at(server)).GET();
        range.ifPresent(wanted -> request.header("Range", wanted));
        CompletableFuture<Opened> opened =
                client.sendAsync(request.build(), BodyHandlers.ofPublisher())
                        .thenApply(
                                response -> {
                                    ArrivingBytes body = new ArrivingBytes();
                                    response.body().subscribe(body);
                                    return new Opened(
                                            response.statusCode(), response.headers(), body);
                                });
        try {
            return await(opened, atMost);
        } catch (IOException e) {
            // It may still come, and then nobody would read it.
            opened.thenAccept(late -> late.body().close());
            throw e;
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    private static <T> T await(CompletableFuture<T> answer, Duration atMost) throws IOException {
        try {
            return answer.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        }
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException e -> "no connection in time";
            case ConnectException e -> "no connection";
            default -> "the connection broke before the answer";
        };
    }
}
