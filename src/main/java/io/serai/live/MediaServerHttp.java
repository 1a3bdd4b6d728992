package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks media servers over HTTP, within limits of time and size. Redirects are not followed.
 * Thread-safe.
 */
public final class MediaServerHttp implements AutoCloseable {
    /** A connection that is not there by then never comes. */
    public static final Duration CONNECT = Duration.ofSeconds(1);

    /** Time for all calls of one question; leaves a second of what {@link OnAirSource} allows. */
    public static final Duration QUESTION = Duration.ofSeconds(4);

    /** The largest answer that is read. */
    public static final int MOST_BYTES = 32 * 1024 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();

    /** Starts the clock of a question, which may take several calls. */
    public Question question() {
        return new Question(System.nanoTime() + QUESTION.toNanos());
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** What a media server answered, whatever its status. */
    public record Reply(int status, HttpHeaders headers, byte[] body) {
        /** Headers and body may hold what is nobody's business. */
        @Override
        public String toString() {
            return status + " (" + body.length + " bytes)";
        }
    }

    /** The server answered with another status than 200: the cause of an {@link Unavailable}. */
    public static final class OtherStatus extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        OtherStatus(int status) {
            super("HTTP status " + status);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /**
     * The server took the request and ended the connection without a word: the cause of an {@link
     * Unavailable}.
     */
    public static final class HungUp extends IOException {
        private static final long serialVersionUID = 1L;

        HungUp(Throwable cause) {
            super(cause);
        }
    }

    /** Calls that belong together and share {@link #QUESTION}. */
    public final class Question {
        private final long endsAt;

        private Question(long endsAt) {
            this.endsAt = endsAt;
        }

        /**
         * The body of the answer.
         *
         * @throws Unavailable with a short reason: no answer in time, too large, or its status is
         *     not 200
         */
        public byte[] get(URI address) {
            return body(call(HttpRequest.newBuilder(address).GET(), MOST_BYTES));
        }

        /** As {@link #get}, by DELETE. */
        public byte[] delete(URI address) {
            return body(call(HttpRequest.newBuilder(address).DELETE(), MOST_BYTES));
        }

        /**
         * Posts JSON; the answer may have any status.
         *
         * @param mostBytes of the answer
         * @throws Unavailable with a short reason: no answer in time, or too large
         */
        public Reply post(URI address, byte[] json, int mostBytes) {
            return call(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(json)),
                    mostBytes);
        }

        /** As {@link #post}, for any content, in the name of a client at another address. */
        public Reply postFor(
                String client, URI address, String type, byte[] content, int mostBytes) {
            return call(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", type)
                            .header("X-Real-IP", client)
                            .POST(BodyPublishers.ofByteArray(content)),
                    mostBytes);
        }

        private static byte[] body(Reply reply) {
            if (reply.status() != 200) {
                OtherStatus status = new OtherStatus(reply.status());
                throw new Unavailable(String.valueOf(status.getMessage()), status);
            }
            return reply.body();
        }

        private Reply call(HttpRequest.Builder request, int mostBytes) {
            AtomicBoolean answering = new AtomicBoolean();
            BodyHandler<byte[]> limited =
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes);
            // The request's own time limit ends with the headers; a body may drip for ever.
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(
                            request.build(),
                            headers -> {
                                answering.set(true);
                                return limited.apply(headers);
                            });
            try {
                HttpResponse<byte[]> response =
                        answer.get(endsAt - System.nanoTime(), TimeUnit.NANOSECONDS);
                return new Reply(response.statusCode(), response.headers(), response.body());
            } catch (TimeoutException e) {
                throw new Unavailable("no answer within " + QUESTION.toSeconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unavailable("interrupted", e);
            } catch (ExecutionException e) {
                throw failed(e.getCause(), answering.get(), mostBytes);
            } finally {
                answer.cancel(true);
            }
        }
    }

    private static Unavailable failed(Throwable failure, boolean answering, int mostBytes) {
        boolean hungUp =
                failure instanceof IOException
                        && !answering
                        && !(failure instanceof ConnectException)
                        && !(failure instanceof HttpTimeoutException);
        return new Unavailable(reason(failure, mostBytes), hungUp ? new HungUp(failure) : failure);
    }

    private static String reason(Throwable failure, int mostBytes) {
        return switch (failure) {
            case HttpConnectTimeoutException e ->
                    "no connection within " + CONNECT.toSeconds() + " s";
            case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
                    "the name of its host is unknown";
            case ConnectException e -> "no connection";
            case IOException e when tooLarge(e) ->
                    "answer larger than " + mostBytes / 1024 + " KiB";
            case IOException e -> "the connection broke before the answer was complete";
            default -> "can't be asked (" + failure.getClass().getSimpleName() + ")";
        };
    }

    /** The JDK has no class of its own for it; a test holds this. */
    private static boolean tooLarge(IOException e) {
        return String.valueOf(e.getMessage()).contains("exceeds capacity");
    }
}
