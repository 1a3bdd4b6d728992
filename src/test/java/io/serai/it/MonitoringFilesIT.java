package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.it.SrsHooks.Publisher;
import io.serai.testing.RecordingDiscord;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The alerts and the board that are shipped name only what a running Serai tells. */
class MonitoringFilesIT {
    private static final Path ALERTS = Path.of("docs/operate/alerts.yaml");
    private static final Path BOARD = Path.of("docs/operate/grafana.json");
    private static final Path REMEDIES = Path.of("docs/troubleshooting.md");
    private static final Duration SOON = Duration.ofSeconds(40);

    /**
     * Has an underscore and is no function; labels in braces and groupings are taken out before.
     */
    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+(?:_[a-z0-9]+)+\\b(?! *\\()");

    private static final Pattern NO_METRICS =
            Pattern.compile("\\{[^{}]*}|\\[[^\\]]*]|\\b(by|without) *\\([^)]*\\)");

    @TempDir Path directory;

    @Test
    void prometheusTakesTheAlerts() throws Exception {
        Process promtool;
        try {
            promtool =
                    new ProcessBuilder("promtool", "check", "rules", ALERTS.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException("promtool is needed (apt-get install prometheus)", e);
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }

    @Test
    void everyAlertHasARemedy() throws IOException {
        String remedies = Files.readString(REMEDIES);

        assertThat(rules()).isNotEmpty();
        for (Map<?, ?> rule : rules()) {
            assertThat(remedies).contains("`" + rule.get("alert") + "`");
        }
    }

    @Test
    void everyMetricThatTheyNameIsTold() throws IOException {
        List<String> expressions =
                rules().stream()
                        .map(rule -> rule.get("expr").toString())
                        .collect(Collectors.toCollection(ArrayList::new));
        for (JsonNode expression : SeraiProcess.json(Files.readString(BOARD)).findValues("expr")) {
            expressions.add(expression.asText());
        }
        Set<String> named = new TreeSet<>();
        expressions.forEach(expression -> named.addAll(metrics(expression)));
        assertThat(named).hasSizeGreaterThan(10).contains("serai_hooks_seconds_bucket");

        try (RecordingDiscord discord = new RecordingDiscord();
                RecordingDiscord silent = new RecordingDiscord().thenSilence();
                SeraiProcess serai =
                        SeraiProcess.in(directory)
                                .with(
                                        "DATABASE_URL",
                                        TestPostgres.url(TestPostgres.freshDatabase()))
                                .with("DISCORD_WEBHOOK_URL", discord.webhook(1))
                                .with("DISCORD_LIVE_WEBHOOK_URL", silent.webhook(2))
                                .start()) {
            String key = serai.createRoom("rtmp").get("streamKey").asText();
            new SrsHooks(serai, "vid-v3i23y0")
                    .publish(new Publisher("20ig72c6", "client", key, "vid-1"));

            await("everything has happened once")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(told(serai)).containsAll(named));
        }
    }

    private static Set<String> metrics(String expression) {
        String plain = expression;
        for (String before = ""; !before.equals(plain); ) {
            before = plain;
            plain = NO_METRICS.matcher(plain).replaceAll(" ");
        }
        Set<String> names = new TreeSet<>();
        Matcher metric = METRIC.matcher(plain);
        while (metric.find()) {
            names.add(metric.group());
        }
        return names;
    }

    private static Set<String> told(SeraiProcess serai) {
        return serai.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static List<Map<?, ?>> rules() throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(ALERTS));
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }
}
