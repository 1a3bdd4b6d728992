package io.serai.hooks;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.common.http.Answer;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
import io.serai.live.Journal;
import io.serai.live.LiveStack;
import io.serai.live.LiveSteps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Plays hooks that real media servers sent, in their order and at their times, through the steps
 * that the routes call, into a database in which every recorded name is a stream's key.
 */
public final class RecordedHooks {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final LiveStack stack;
    private final HookBench bench;
    private final LiveSteps live;
    private final Map<String, Long> streams = new LinkedHashMap<>();
    private final List<String> answers = new ArrayList<>();

    RecordedHooks() {
        this(LiveStack.withoutApis(), Journal.NONE);
    }

    /** The hooks are written into this journal too, as those of the stack are. */
    public RecordedHooks(LiveStack stack, Journal journal) {
        this.stack = stack;
        this.bench = new HookBench(journal, stack.clock());
        this.live = stack.steps();
    }

    /**
     * One recorded request.
     *
     * @param at seconds, when it was sent
     * @param answered seconds, when the recorder had answered it
     */
    public record Hook(
            double at, double answered, String test, String method, String path, String body) {
        String event() {
            String withoutQuery = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
            return withoutQuery.substring(withoutQuery.lastIndexOf('/') + 1);
        }

        boolean srs() {
            return path.startsWith("/srs/");
        }

        JsonNode json() {
            try {
                return MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String name() {
            String name =
                    srs()
                            ? json().path("stream").asText()
                            : Form.parse(body).get("name").orElse("");
            return name.replaceFirst("\\.m3u8$", "");
        }

        String client() {
            return srs()
                    ? json().path("client_id").asText()
                    : Form.parse(body).get("clientid").orElse("");
        }
    }

    /** The recording, or the parts of it with these names. */
    public static List<Hook> read(String file, String... tests) {
        Set<String> wanted = Set.of(tests);
        List<Hook> hooks = new ArrayList<>();
        try (InputStream in = RecordedHooks.class.getResourceAsStream("/fixtures/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                JsonNode hook = MAPPER.readTree(line);
                if (wanted.isEmpty() || wanted.contains(hook.get("test").asText())) {
                    hooks.add(
                            new Hook(
                                    hook.get("t").asDouble(),
                                    hook.get("answered").asDouble(),
                                    hook.get("test").asText(),
                                    hook.get("method").asText(),
                                    hook.get("path").asText(),
                                    hook.get("body").asText()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hooks;
    }

    /** Plays the hooks as they were sent. */
    public RecordedHooks play(List<Hook> hooks) {
        return play(hooks, Hook::at);
    }

    /** Plays the hooks as if each arrived only when it was answered then. */
    RecordedHooks playLate(List<Hook> hooks) {
        return play(hooks, Hook::answered);
    }

    private RecordedHooks play(List<Hook> hooks, ToDoubleFunction<Hook> time) {
        hooks.forEach(this::makeStream);
        hooks.stream()
                .sorted(Comparator.comparingDouble(time))
                .forEach(
                        hook -> {
                            stack.clock().set(instant(time.applyAsDouble(hook)));
                            answer(hook);
                        });
        return this;
    }

    public long stream(String name) {
        return streams.get(name);
    }

    public Map<String, Long> streams() {
        return streams;
    }

    List<String> sessions(String name) {
        return stack.sessions(stream(name));
    }

    List<String> events(String name) {
        return stack.events(stream(name));
    }

    /** Every answer that was no yes: {@code event client answer}. */
    List<String> refusals() {
        return answers;
    }

    List<String> logged() {
        return bench.logged();
    }

    public void close() throws InterruptedException {
        bench.close();
        stack.close();
    }

    private void makeStream(Hook hook) {
        boolean names = !hook.body().isEmpty() && !hook.name().isEmpty();
        if (names && !streams.containsKey(hook.name())) {
            streams.put(hook.name(), stack.stream("name", hook.name(), false));
        }
    }

    private void answer(Hook hook) {
        if (hook.srs()) {
            srs(hook);
        } else if (hook.method().equals("POST")) {
            nginx(hook);
        }
    }

    private void srs(Hook hook) {
        HttpCall call = HookBench.srs(hook.event().replace("on_", ""), hook.body());
        HooksSteps steps = bench.steps;
        switch (hook.event()) {
            case "on_connect" -> note(hook, steps.answerSrs(call, steps.readSrsConnect(call)));
            case "on_publish" ->
                    note(hook, steps.answerSrs(call, live.publish(steps.readSrsPublish(call))));
            case "on_unpublish" ->
                    note(hook, steps.answerSrs(call, live.end(steps.readSrsUnpublish(call))));
            case "on_close" ->
                    note(hook, steps.answerSrs(call, live.end(steps.readSrsClose(call))));
            case "on_play" -> note(hook, steps.answerSrs(call, live.play(steps.readSrsPlay(call))));
            case "on_stop" -> note(hook, steps.answerSrs(call, live.stop(steps.readSrsStop(call))));
            case "heartbeat" ->
                    note(hook, steps.answerSrs(call, live.alive(steps.readSrsHeartbeat(call))));
            case "on_hls", "on_dvr" -> {
                int before = stack.decisions();
                note(hook, steps.answerSrs(call, live.evidence(steps.readSrsEvidence(call))));
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> stack.decisions() > before);
            }
            default -> {
                // on_forward has no route
            }
        }
    }

    private void nginx(Hook hook) {
        HooksSteps steps = bench.steps;
        switch (hook.event()) {
            case "on_publish" -> {
                HttpCall call = HookBench.nginx("activate", hook.body());
                note(hook, steps.answerNginx(call, live.publish(steps.readNginxPublish(call))));
            }
            case "on_publish_done" -> {
                HttpCall call = HookBench.nginx("deactivate", hook.body());
                note(hook, steps.answerNginx(call, live.end(steps.readNginxPublishDone(call))));
            }
            case "on_update" -> {
                HttpCall call = HookBench.nginx("status", hook.body());
                note(hook, steps.answerNginxStatus(call, live.update(steps.readNginxUpdate(call))));
            }
            case "on_play" -> {
                HttpCall call = HookBench.nginx("play", hook.body());
                note(hook, steps.answerNginx(call, live.play(steps.readNginxPlay(call))));
            }
            case "on_play_done" -> {
                HttpCall call = HookBench.nginx("play-done", hook.body());
                note(hook, steps.answerNginx(call, live.stop(steps.readNginxPlayDone(call))));
            }
            case "on_record_done" -> {
                HttpCall call = HookBench.nginx("record-done", hook.body());
                note(hook, steps.answerNginx(call, steps.readNginxRecordDone(call)));
            }
            default -> {
                // connect, done and disconnect have no route
            }
        }
    }

    private void note(Hook hook, Answer answer) {
        String text = HookBench.text(answer);
        boolean yes = answer.status() == 200 && !text.contains("\"code\":1");
        if (!yes) {
            answers.add("%s %s %s".formatted(hook.event(), hook.client(), text));
        }
    }

    private static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }
}
