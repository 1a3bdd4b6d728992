package io.serai.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A browser's EventSource, as far as PixelCast's front end uses one. */
public final class ServerSentEvents implements AutoCloseable {
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param headers names and values, as a proxy would add them
     */
    public ServerSentEvents(URI address, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        Thread.ofVirtual().name("event-source").start(() -> read(request.build()));
    }

    public List<JsonNode> messages() {
        return messages;
    }

    /** Whether the newest list of streams shows somebody publishing. */
    public boolean live() {
        return messages.stream()
                .filter(message -> message.path("type").asText().equals("streams_update"))
                .reduce((older, newer) -> newer)
                .filter(message -> message.path("streams").size() > 0)
                .isPresent();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private void read(HttpRequest request) {
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            lines.filter(line -> line.startsWith("data: "))
                    .forEach(line -> messages.add(SeraiProcess.json(line.substring(6))));
        } catch (IOException | UncheckedIOException e) {
            // The server or the test has ended the connection.
            http.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
