package io.serai.broadcasts;

import static io.serai.broadcasts.TurnClient.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broadcasts.IceServers.IceEntry;
import io.serai.common.PublicAddresses;
import io.serai.common.http.RateLimit;
import io.serai.testing.RealCoturn;
import io.serai.testing.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told of TURN, at a real coturn with the shipped configuration. */
class CoturnIT {
    private static final String SRS = "192.0.2.10";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private static RealCoturn coturn;

    private final TestClock clock = new TestClock(Instant.now());

    @BeforeAll
    static void start(@TempDir Path directory) {
        coturn = RealCoturn.start(directory, "a secret of both", SRS);
    }

    @AfterAll
    static void stop() {
        coturn.close();
    }

    @Test
    void ourCredentialIsAccepted() throws IOException {
        try (TurnClient browser = browser(entry("a secret of both"))) {
            assertThat(browser.allocateAsNobody()).isEqualTo(UNAUTHORIZED);
            assertThat(browser.allocate()).isEqualTo(SUCCESS);
        }
    }

    @Test
    void oneThatHasExpiredIsRefused() throws IOException {
        clock.pass(Duration.ofHours(-24).minusSeconds(5));

        try (TurnClient browser = browser(entry("a secret of both"))) {
            assertThat(browser.allocateAsNobody()).isEqualTo(UNAUTHORIZED);
            assertThat(browser.allocate()).isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void oneThatIsNearlyOverIsAccepted() throws IOException {
        clock.pass(Duration.ofHours(-24).plusMinutes(1));

        try (TurnClient browser = browser(entry("a secret of both"))) {
            browser.allocateAsNobody();
            assertThat(browser.allocate()).isEqualTo(SUCCESS);
        }
    }

    @Test
    void oneOfAnotherSecretIsRefused() throws IOException {
        try (TurnClient browser = browser(entry("somebody else's"))) {
            browser.allocateAsNobody();
            assertThat(browser.allocate()).isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void whoPutsTheEndOffIsRefused() throws IOException {
        IceEntry given = entry("a secret of both");
        String later = Instant.now().plus(Duration.ofDays(365)).getEpochSecond() + ":7";

        try (TurnClient browser = browser(new IceEntry(given.urls(), later, given.credential()))) {
            browser.allocateAsNobody();
            assertThat(browser.allocate()).isEqualTo(UNAUTHORIZED);
        }
    }

    @Test
    void mediaIsRelayedToSrs() throws IOException {
        try (TurnClient browser = browser(entry("a secret of both"))) {
            browser.allocateAsNobody();
            browser.allocate();
            assertThat(browser.permit(SRS)).isEqualTo(SUCCESS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.30.77.5",
                "192.168.1.1",
                "169.254.169.254",
                "8.8.8.8"
            })
    void nothingIsRelayedToAnybodyElse(String peer) throws IOException {
        try (TurnClient browser = browser(entry("a secret of both"))) {
            browser.allocateAsNobody();
            browser.allocate();
            assertThat(browser.permit(peer)).isEqualTo(FORBIDDEN);
        }
    }

    @Test
    void theSecretIsNoArgument() {
        assertThat(coturn.arguments()).isNotEmpty().noneMatch(text -> text.contains("secret of"));
    }

    private IceEntry entry(String secret) {
        BroadcastsSettings settings =
                new BroadcastsSettings(
                        "",
                        "",
                        "",
                        1985,
                        List.of(),
                        secret,
                        Duration.ofHours(24),
                        Duration.ZERO,
                        new RateLimit(1, Duration.ofMinutes(1)));
        PublicAddresses addresses =
                new PublicAddresses("127.0.0.1", "", 1935, 8080, "", "", "", List.of());
        return new IceServers(addresses, settings, clock).of("7").getLast();
    }

    private static TurnClient browser(IceEntry entry) throws IOException {
        return new TurnClient(
                coturn.port(),
                String.valueOf(entry.username()),
                String.valueOf(entry.credential()));
    }
}
