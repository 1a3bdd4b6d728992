package io.serai.srs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.ListedSource;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.OnAirReport.Unknown;
import io.serai.live.OnAirSource;
import io.serai.testing.ScriptedSrs;
import io.serai.testing.ScriptedSrs.Mode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SrsSourcesTest {
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final ScriptedSrs srs = ScriptedSrs.start();
    private final SrsServers servers =
            new SrsServers(
                    new MediaServers(List.of(server("srs-a", Kind.SRS, Optional.of(srs.api())))));
    private final OnAirSource source =
            new SrsSources(servers, Clock.fixed(NOW, ZoneOffset.UTC)).all().getFirst();

    @AfterEach
    void close() {
        servers.close();
        srs.close();
    }

    @Test
    void everySrsWithAnApiIsASource() {
        MediaServer first = server("srs-a", Kind.SRS, Optional.of(URI.create("http://127.0.0.1")));
        MediaServer second = server("srs-b", Kind.SRS, Optional.of(URI.create("http://127.0.0.2")));
        MediaServers configured =
                new MediaServers(
                        List.of(
                                server("nginx", Kind.NGINX_RTMP, first.api()),
                                first,
                                server("silent", Kind.SRS, Optional.empty()),
                                second));

        try (SrsServers asked = new SrsServers(configured)) {
            assertThat(asked.first()).map(SrsServers.SrsServer::server).hasValue(first);
            assertThat(new SrsSources(asked, Clock.systemUTC()).all())
                    .extracting(OnAirSource::server)
                    .containsExactly(first, second);
        }
    }

    @Test
    void listsWhoPublishesAndWhatHasNoMediaYet() {
        srs.publish("/live/123", "f2z61342");
        srs.play("/live/123", "tdj94m23");
        srs.publish("dead.local/live/123r", "8934yq8y");
        srs.announce("/live/whip3");

        Listing listing = listing();

        assertThat(listing.requestedAt()).isEqualTo(NOW);
        assertThat(listing.source()).isEqualTo("srs:" + srs.server());
        assertThat(listing.boot()).isEqualTo(srs.service());
        assertThat(listing.publishers())
                .containsExactlyInAnyOrder(
                        new Publisher("/live/123", "f2z61342", true),
                        new Publisher("dead.local/live/123r", "8934yq8y", true),
                        new Publisher("/live/whip3", "", false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25, 1_000, 9_999, 10_000, 10_001})
    void listsEveryStreamHoweverManyThereAre(int count) {
        publishMany(count);

        assertThat(listing().publishers())
                .extracting(Publisher::client)
                .doesNotHaveDuplicates()
                .hasSize(count);
    }

    @Test
    void knowsNothingWhenSrsIsStartedAgainBetweenTwoPages() {
        publishMany(10_001);
        srs.after(
                1,
                () -> {
                    srs.restart();
                    publishMany(10_001);
                });

        assertThat(unknown()).isEqualTo("SRS was started again while its list was read");
    }

    @Test
    void knowsNothingWhenAnEntryMayHaveSlippedPastBetweenTwoPages() {
        publishMany(20_000);
        srs.after(1, () -> IntStream.range(0, 50).forEach(n -> srs.unpublish("/live/" + n)));

        assertThat(unknown()).isEqualTo("the list of streams changed while it was read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNREACHABLE | no connection",
                "SILENT | no answer within 4 s",
                "DRIPPING | no answer within 4 s",
                "FAILING | code 100",
                "TRUNCATED | the answer is not complete JSON",
                "BROKEN_OFF | the connection broke before the answer was complete",
                "HTML | the answer is not complete JSON",
                "CLOSING | the connection broke before the answer was complete"
            })
    void knowsNothingWithinFiveSeconds(Mode mode, String reason) {
        srs.publish("/live/123", "f2z61342");
        srs.answer(mode);

        long start = System.nanoTime();
        assertThat(unknown()).isEqualTo(reason);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void knowsNothingWhenTheListHasNoEnd() {
        srs.answer(Mode.ENDLESS);

        // On a slow machine its time may be over first.
        assertThat(unknown()).isIn("the list of streams has no end", "no answer within 4 s");
    }

    @Test
    void waitsForASlowAnswer() {
        srs.publish("/live/123", "f2z61342");
        srs.answer(Mode.SLOW);

        assertThat(listing().publishers()).hasSize(1);
    }

    @Test
    void tellsOnceThatSrsIsGoneAndOnceThatItIsBack(CapturedOutput output) {
        LoggingSystem.get(SrsSourcesTest.class.getClassLoader())
                .setLogLevel(ListedSource.class.getName(), LogLevel.INFO);
        listing();
        srs.answer(Mode.UNREACHABLE);
        unknown();
        srs.answer(Mode.NORMAL);
        srs.answer(Mode.FAILING);
        unknown();
        srs.answer(Mode.NORMAL);
        listing();
        listing();

        assertThat(output.getAll())
                .containsOnlyOnce("srs.unreachable server=srs-a reason=\"no connection\"")
                .containsOnlyOnce("srs.reachable server=srs-a")
                .doesNotContain("code 100");
    }

    private static MediaServer server(String name, Kind kind, Optional<URI> api) {
        return new MediaServer(name, kind, api, Duration.ofSeconds(30));
    }

    private void publishMany(int count) {
        IntStream.range(0, count).forEach(n -> srs.publish("/live/" + n, "client" + n));
    }

    private Listing listing() {
        OnAirReport report = source.report();
        assertThat(report).isInstanceOf(Listing.class);
        return (Listing) report;
    }

    private String unknown() {
        OnAirReport report = source.report();
        assertThat(report).isInstanceOf(Unknown.class);
        return ((Unknown) report).reason();
    }
}
