package io.serai.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.context.ConfigurableApplicationContext;

/** PixelCast's front end, as far as it talks about media. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    Browser(ConfigurableApplicationContext context) {
        this.context = context;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(MediaApplication.url(context, path)).build());
    }

    HttpResponse<String> post(String path) {
        return send(
                HttpRequest.newBuilder(MediaApplication.url(context, path))
                        .POST(BodyPublishers.noBody())
                        .build());
    }

    HttpResponse<String> offer(String path, String sdp) {
        return send(
                HttpRequest.newBuilder(MediaApplication.url(context, path))
                        .header("Content-Type", "application/sdp")
                        .header("X-Prefer-Low-Latency", "true")
                        .POST(BodyPublishers.ofString(sdp))
                        .build());
    }

    JsonNode json(String path) {
        return json(get(path));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
