package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.common.StreamId;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.testing.OpenApiCheck;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The whole application with the shipped routes, but with rooms that only remember, and a clock
 * that a test moves. Each answer is held against the API's description.
 */
final class ChatSite implements AutoCloseable {
    static final String ADMIN = "let-me-in";

    final RecordingRooms rooms = new RecordingRooms();
    final TestClock clock = new TestClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    final JdbcTemplate database;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong messages = new AtomicLong(1000);
    private final AtomicLong users = new AtomicLong(100);
    private final ConfigurableApplicationContext context;
    private final OpenApiCheck api;

    ChatSite(Path directory, String... settings) {
        this(directory, true, TestPostgres.port(), settings);
    }

    private ChatSite(Path directory, boolean recorded, int databasePort, String... settings) {
        DataSource fresh = TestPostgres.freshDatabase();
        database = new JdbcTemplate(fresh);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--serai.data-dir=" + directory,
                                "--serai.accounts.jwt-secret=" + "of a test ".repeat(4),
                                "--serai.restream.encryption-key=" + "5e".repeat(32),
                                "--serai.database.url=" + TestPostgres.url(fresh, databasePort),
                                "--serai.web.admin-token=" + ADMIN,
                                "--serai.web.rate-limits=false",
                                "--serai.chat.moderation.refresh=100ms",
                                "--serai.chat.moderation.route-waiting=3",
                                "--serai.chat.moderation.route-limit=300ms"));
        List.of(settings).forEach(setting -> arguments.add("--" + setting));
        context =
                new SpringApplicationBuilder(Serai.class)
                        .initializers(starting -> replace(starting, recorded))
                        .run(arguments.toArray(String[]::new));
        api = OpenApiCheck.of(send(request("/openapi.json").build()).body());
    }

    /**
     * With the real rooms in place of those that remember.
     *
     * @param databasePort where the database is reached
     */
    static ChatSite withRealRooms(Path directory, int databasePort) {
        return new ChatSite(directory, false, databasePort);
    }

    private void replace(ConfigurableApplicationContext starting, boolean recorded) {
        GenericApplicationContext beans = (GenericApplicationContext) starting;
        if (recorded) {
            beans.registerBean("recordingRooms", RecordingRooms.class, () -> rooms, this::first);
        }
        beans.registerBean("testClock", TestClock.class, () -> clock, this::first);
    }

    private void first(BeanDefinition bean) {
        bean.setPrimary(true);
    }

    /** An answer, and what of it tests look at. */
    record Seen(int status, String text) {
        JsonNode json() {
            return SeraiProcess.json(text);
        }
    }

    /** A browser in a chat. */
    ChatClient open(StreamId stream, String query) {
        return ChatClient.open(port(), stream + "?" + query);
    }

    private int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Somebody whom a gateway knows. */
    long user() {
        return users.incrementAndGet();
    }

    /** A broadcast of a user. */
    StreamId stream(long owner) {
        Seen made = as(owner, "POST", "/api/v1/live/create", "{\"title\":\"A concert\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new StreamId(made.json().get("id").asLong());
    }

    /** Calls as a user; 0 is nobody. */
    Seen as(long user, String method, String path, String body) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
        if (user != 0) {
            request.header("X-User-ID", Long.toString(user));
        }
        return seen(method, path, request.build());
    }

    Seen asAdmin(String method, String path, String body) {
        return seen(
                method,
                path,
                request(path)
                        .header("Authorization", "Bearer " + ADMIN)
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    /** Somebody at the door, from an address. */
    Member admit(StreamId stream, String address, String query) {
        HttpCall call =
                new HttpCall(
                        "GET",
                        "/ws/live/" + stream,
                        Map.of("id", stream.toString()),
                        Form.parse(query),
                        new Headers(Map.of()),
                        new Caller(address, address, false, false),
                        new byte[0],
                        false,
                        System.nanoTime());
        return rooms.enter(stream, bean(Door.class).admit(stream, call));
    }

    /** The ticket of a user for a chat. */
    String ticket(long user, StreamId stream) {
        return as(user, "POST", "/api/v1/live/" + stream + "/ticket", "")
                .json()
                .get("ticket")
                .asText();
    }

    /** What the rules make of a message: empty, or why it is refused. */
    String refusal(StreamId stream, Member member) {
        Judgement judgement = bean(ChatRules.class).judge(stream, member, "hello", clock.instant());
        return switch (judgement) {
            case Judgement.Show show -> "";
            case Judgement.Refuse refuse -> refuse.text();
        };
    }

    /** Somebody says something that is accepted. */
    ChatMessage say(StreamId stream, Member author, String content) {
        ChatMessage message =
                new ChatMessage(
                        messages.incrementAndGet(), stream, author, content, clock.instant());
        context.getBeansOfType(ChatListener.class)
                .values()
                .forEach(listener -> listener.said(message));
        return message;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private Seen seen(String method, String path, HttpRequest request) {
        HttpResponse<String> answer = send(request);
        api.check(
                method,
                path,
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        return new Seen(answer.statusCode(), answer.body());
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
