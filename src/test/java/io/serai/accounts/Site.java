package io.serai.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.OpenApiCheck;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Accounts over HTTP; each answer is held against the API's description. */
final class Site implements AutoCloseable {
    private final AtomicInteger people = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final OpenApiCheck api;

    Site(Path directory, String... settings) {
        this.context = AccountsApplication.start(directory, settings);
        this.api = OpenApiCheck.of(text("/openapi.json"));
    }

    /** An answer, and what of it tests look at. */
    record Seen(HttpResponse<String> answer) {
        int status() {
            return answer.statusCode();
        }

        String text() {
            return answer.body();
        }

        JsonNode json() {
            return SeraiProcess.json(answer.body());
        }

        String header(String name) {
            return answer.headers().firstValue(name).orElse("");
        }
    }

    /** Somebody who has signed up. */
    record Person(String id, String username, String email, String token) {}

    TestClock clock() {
        return context.getBean(TestClock.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    Person signUp() {
        String username = "person_" + people.incrementAndGet();
        Seen seen = post("/api/auth/sign-up/email", signUpBody(username));
        JsonNode user = seen.json().get("user");
        return new Person(
                user.get("id").asText(),
                username,
                user.get("email").asText(),
                seen.json().get("token").asText());
    }

    static String signUpBody(String username) {
        return """
        {"name":"A Person","email":"%s@example.org","password":"correct horse","username":"%s"}
        """
                .formatted(username, username);
    }

    static String pair(String email, String password) {
        return """
        {"email":"%s","password":"%s"}
        """
                .formatted(email, password);
    }

    Seen get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    Seen post(String path, String body, String... headers) {
        return call("POST", path, body, headers);
    }

    /**
     * @param headers names and values, in turn
     */
    Seen call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(path)))
                        .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = send(request.build());
        api.check(
                method,
                path,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        return new Seen(answer);
    }

    static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    static String[] admin() {
        return bearer(AccountsApplication.ADMIN_TOKEN);
    }

    private String text(String path) {
        return send(HttpRequest.newBuilder(URI.create(url(path))).build()).body();
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

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
