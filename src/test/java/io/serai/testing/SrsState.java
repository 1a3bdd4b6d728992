package io.serai.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a scripted SRS lists, and the JSON of it. Not thread-safe. */
final class SrsState {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String VHOST = "vid-7l195i8";
    private static final Map<String, Object> SPEED = object("recv_30s", 0, "send_30s", 0);

    private static final JsonNode SUMMARIES = recordedSummaries();

    private record Listed(String id, String url, Optional<String> publisher) {}

    private record Connected(String id, String stream, String url, boolean publishes) {}

    /** What part of a list is wanted: ten entries unless more are asked for. */
    record Page(int start, int count, boolean endless) {
        private static final Pattern FIELD = Pattern.compile("(start|count)=(\\d+)");

        static Page of(String query, boolean endless) {
            int start = 0;
            int count = 10;
            Matcher field = FIELD.matcher(query == null ? "" : query);
            while (field.find()) {
                int value = Integer.parseInt(field.group(2));
                if (field.group(1).equals("start")) {
                    start = value;
                } else {
                    count = Math.max(10, value);
                }
            }
            return new Page(start, count, endless);
        }

        private <T> List<Object> cut(Collection<T> all, Function<T, Object> form) {
            return all.stream().skip(start).limit(count).map(form).toList();
        }
    }

    private final Random random = new Random();
    // SRS lists by id, and ids are random: an order that is stable and means nothing.
    private final Map<String, Listed> streams = new TreeMap<>();
    private final Map<String, String> idsByUrl = new HashMap<>();
    private final Map<String, Connected> clients = new TreeMap<>();
    private final List<String> kicked = new ArrayList<>();
    private String server = "vid-" + word(7);
    private String service = word(8);

    String server() {
        return server;
    }

    String service() {
        return service;
    }

    List<String> kicked() {
        return List.copyOf(kicked);
    }

    String publish(String url, String client) {
        String id = announce(url);
        streams.put(id, new Listed(id, url, Optional.of(client)));
        clients.put(client, new Connected(client, id, url, true));
        return id;
    }

    String announce(String url) {
        String id = idsByUrl.computeIfAbsent(url, any -> "vid-" + word(7));
        streams.put(id, new Listed(id, url, Optional.empty()));
        return id;
    }

    void play(String url, String client) {
        clients.put(client, new Connected(client, idsByUrl.get(url), url, false));
    }

    void unpublish(String url) {
        Optional.ofNullable(idsByUrl.get(url)).ifPresent(this::remove);
    }

    void restart() {
        service = word(8);
        streams.clear();
        idsByUrl.clear();
        clients.clear();
    }

    void reinstall() {
        server = "vid-" + word(7);
        restart();
    }

    String version() {
        return success("data", object("major", 7, "minor", 0, "revision", 18, "version", "7.0.18"));
    }

    /** As recorded, of a machine that has nothing to do. */
    String summaries() {
        return success("data", SUMMARIES);
    }

    String streams(Page page) {
        if (page.endless()) {
            return success(
                    "streams",
                    IntStream.range(page.start(), page.start() + page.count())
                            .mapToObj("vid-%07d"::formatted)
                            .map(id -> json(new Listed(id, "/live/" + id, Optional.empty()), 0))
                            .toList());
        }
        Map<String, Long> connected =
                clients.values().stream()
                        .collect(Collectors.groupingBy(Connected::stream, Collectors.counting()));
        return success(
                "streams",
                page.cut(
                        streams.values(),
                        stream -> json(stream, connected.getOrDefault(stream.id(), 0L))));
    }

    String clients(Page page) {
        return success("clients", page.cut(clients.values(), this::json));
    }

    String client(String id) {
        Connected client = clients.get(id);
        return client == null ? text(object("code", 2049)) : success("client", json(client));
    }

    /** A stream without clients is no longer listed; one with players stays, without publisher. */
    String kick(String id) {
        Connected client = clients.remove(id);
        if (client == null) {
            return text(object("code", 2049));
        }
        kicked.add(id);
        if (clients.values().stream().noneMatch(one -> one.stream().equals(client.stream()))) {
            remove(client.stream());
        } else if (client.publishes()) {
            streams.put(
                    client.stream(), new Listed(client.stream(), client.url(), Optional.empty()));
        }
        return text(identity());
    }

    private void remove(String stream) {
        idsByUrl.remove(streams.remove(stream).url());
        clients.values().removeIf(client -> client.stream().equals(stream));
    }

    private Map<String, Object> json(Listed stream, long clientCount) {
        Map<String, Object> publish = object("active", stream.publisher().isPresent());
        stream.publisher().ifPresent(client -> publish.put("cid", client));
        String url = stream.url();
        Map<String, Object> json = object("id", stream.id(), "name", name(url), "vhost", VHOST);
        json.put("app", url.substring(url.indexOf('/') + 1, url.lastIndexOf('/')));
        json.put("tcUrl", "rtmp://127.0.0.1:1935/live");
        json.put("url", url);
        json.put("live_ms", 1795220107513L);
        json.put("clients", clientCount);
        json.put("frames", 0);
        json.put("send_bytes", 429869);
        json.put("recv_bytes", 240883);
        json.put("kbps", SPEED);
        json.put("publish", publish);
        json.put("video", null);
        json.put("audio", null);
        return json;
    }

    private Map<String, Object> json(Connected client) {
        Map<String, Object> json =
                object("id", client.id(), "vhost", VHOST, "stream", client.stream());
        json.put("ip", "127.0.0.1");
        json.put("pageUrl", "");
        json.put("swfUrl", "");
        json.put("tcUrl", "rtmp://127.0.0.1:1935/live");
        json.put("url", client.url());
        json.put("name", name(client.url()));
        json.put("type", client.publishes() ? "fmle-publish" : "rtmp-play");
        json.put("publish", client.publishes());
        json.put("alive", 2.62);
        json.put("send_bytes", 4384);
        json.put("recv_bytes", 145876);
        json.put("kbps", SPEED);
        return json;
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private Map<String, Object> identity() {
        return object("code", 0, "server", server, "service", service, "pid", "27387");
    }

    private String success(String name, Object value) {
        Map<String, Object> answer = identity();
        answer.put(name, value);
        return text(answer);
    }

    private String word(int length) {
        return random.ints(length, 0, 36)
                .collect(
                        StringBuilder::new,
                        (word, digit) -> word.append(Character.forDigit(digit, 36)),
                        StringBuilder::append)
                .toString();
    }

    private static JsonNode recordedSummaries() {
        try (InputStream recorded =
                SrsState.class.getResourceAsStream("/fixtures/srs-api/summaries.txt")) {
            String answer = new String(recorded.readAllBytes(), StandardCharsets.UTF_8);
            return JSON.readTree(answer.substring(answer.indexOf('{'))).get("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A map in the order of its names and values. */
    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
