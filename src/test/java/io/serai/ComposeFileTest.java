package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Rules about docker-compose.yml, the images, and what the media servers there are told. */
class ComposeFileTest {
    private static final Path FILE = Path.of("docker-compose.yml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^(?:# ?)?([A-Z][A-Z0-9_]*)=");
    private static final Pattern HOOK = Pattern.compile("//serai:3001(/[a-z0-9/-]+)");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)");

    /** Ports that end streams without a password: SRS's API, nginx-rtmp's control, Redis. */
    private static final Set<String> INSIDE = Set.of("1985", "8081", "6379");

    private final Map<String, Object> compose = map(new Yaml().load(text(FILE)));

    @Test
    void publishesNoPortThatHasNoPassword() {
        for (String service : services().keySet()) {
            for (Object port : list(service(service).get("ports"))) {
                String inside = port.toString().replaceAll(".*:|/udp", "");
                assertThat(INSIDE).as("ports of %s", service).doesNotContain(inside);
            }
        }
        assertThat(list(service("serai").get("ports")))
                .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        assertThat(service("postgres")).doesNotContainKey("ports");
    }

    @Test
    void mediaServersStartAfterSeraiIsHealthyAndSeraiAfterItsDatabase() {
        assertThat(condition("srs", "serai")).isEqualTo("service_healthy");
        assertThat(condition("nginx-rtmp", "serai")).isEqualTo("service_healthy");
        assertThat(condition("livekit", "serai")).isEqualTo("service_healthy");
        assertThat(condition("livekit-ingress", "livekit")).isEqualTo("service_healthy");
        assertThat(condition("serai", "postgres")).isEqualTo("service_healthy");
    }

    @Test
    void everyServiceIsWatchedAndHasTimeToStop() {
        for (String service : services().keySet()) {
            assertThat(service(service))
                    .as(service)
                    .containsEntry("stop_grace_period", "10s")
                    .containsKeys("healthcheck", "restart", "logging");
        }
    }

    @Test
    void everyVariableIsInTheExampleOfTheEnvironment() {
        Set<String> known = all(EXAMPLE, text(Path.of(".env.example")));
        Set<String> used = all(VARIABLE, text(FILE));
        map(service("serai").get("environment")).keySet().forEach(used::add);

        assertThat(known).containsAll(used);
    }

    @Test
    void noSecretHasADefault() {
        for (String line : text(FILE).lines().toList()) {
            assertThat(line).doesNotContainPattern("(PASSWORD|SECRET|TOKEN): +[^$ ]");
            assertThat(line).doesNotContainPattern("(PASSWORD|SECRET|TOKEN|KEY):-");
        }
    }

    @Test
    void everyImageIsOfANamedVersion() {
        List<String> images = new ArrayList<>();
        services().keySet().forEach(name -> images.add(service(name).get("image").toString()));
        images.addAll(all(FROM, text(Path.of("nginx-rtmp/Dockerfile"))));
        images.addAll(all(FROM, text(Path.of("Dockerfile"))));
        images.remove("runtime"); // a stage of its own

        assertThat(images).allMatch(image -> image.contains(":") && !image.endsWith(":latest"));
    }

    @Test
    void theImageRunsAsAUserAndEndsWithASignal() {
        for (Path dockerfile : List.of(Path.of("Dockerfile"), Path.of("nginx-rtmp/Dockerfile"))) {
            assertThat(text(dockerfile))
                    .contains("\nSTOPSIGNAL SIGTERM\n", "\nENTRYPOINT [\"", "\nHEALTHCHECK ");
            String last = text(dockerfile).substring(text(dockerfile).lastIndexOf("\nUSER "));
            assertThat(last).doesNotStartWith("\nUSER root");
        }
    }

    /** SRS's on_hls holds a stream back until it is answered, so it is left out. */
    @Test
    void mediaServersCallHooksThatAreServed() throws IOException {
        String routes =
                text(Path.of("routes/hooks/srs.camel.yaml"))
                        + text(Path.of("routes/hooks/nginx-rtmp.camel.yaml"));
        Set<String> called = all(HOOK, text(Path.of("srs/srs.conf")));
        assertThat(called)
                .hasSize(8)
                .contains("/api/srs/heartbeat", "/api/srs/close")
                .doesNotContain("/api/srs/hls");
        called.addAll(all(HOOK, text(Path.of("nginx-rtmp/nginx.conf"))));

        for (String path : called) {
            String last = path.substring(path.lastIndexOf('/'));
            assertThat(routes).as(path).contains("path: " + last + "\n");
        }
    }

    @Test
    void liveKitSendsItsWebhooksWhereTheyAreServed() {
        Set<String> called = all(HOOK, text(Path.of("livekit/livekit.yaml")));

        assertThat(called).hasSize(1);
        assertThat(text(Path.of("routes/hooks/livekit.camel.yaml")))
                .contains("path: " + called.iterator().next() + "\n");
        assertThat(map(service("livekit").get("environment")))
                .containsEntry("LIVEKIT_WEBHOOK_API_KEY", "${LIVEKIT_API_KEY-}");
    }

    /** Everybody on the machine can read arguments, and the range stands in two files. */
    @Test
    void coturnTakesItsSecretFromTheEnvironmentAndItsPortsAreOpen() {
        Map<String, Object> coturn = service("coturn");
        String configuration = text(Path.of("coturn/turnserver.conf"));
        Matcher range =
                Pattern.compile("(?s)min-port=(\\d+)\nmax-port=(\\d+)").matcher(configuration);

        assertThat(coturn.get("command").toString())
                .contains("$${TURN_SECRET:?", "exec turnserver -c /tmp/turnserver.conf\n")
                .doesNotContain("turnserver --");
        assertThat(map(coturn.get("environment"))).containsEntry("TURN_SECRET", "${TURN_SECRET-}");
        assertThat(range.find()).isTrue();
        String relays = range.group(1) + "-" + range.group(2);
        assertThat(list(coturn.get("ports")).stream().map(Object::toString))
                .contains(relays + ":" + relays + "/udp", "3478:3478", "3478:3478/udp");
        assertThat(configuration).doesNotContain("\nstatic-auth-secret", "\nallowed-peer-ip");
    }

    @Test
    void hooksAreTakenFromTheMediaServersOnly() {
        String allowed = map(service("serai").get("environment")).get("HOOK_ALLOW").toString();

        assertThat(allowed.split(","))
                .containsExactlyInAnyOrder(
                        address("srs"), address("nginx-rtmp"), address("livekit"));
    }

    private Map<String, Object> services() {
        return map(compose.get("services"));
    }

    private Map<String, Object> service(String name) {
        return map(services().get(name));
    }

    private Object condition(String service, String on) {
        return map(map(service(service).get("depends_on")).get(on)).get("condition");
    }

    private String address(String service) {
        Map<String, Object> networks = map(service(service).get("networks"));
        return map(networks.get("inside")).get("ipv4_address").toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
