package io.serai.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.streams.KeyKind;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class ForeignKeysTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private JdbcClient sql;
    private AnnotationConfigApplicationContext streams;
    private ForeignKeys foreign;

    @BeforeEach
    void start() {
        DataSource database = TestPostgres.freshDatabase();
        sql = JdbcClient.create(database);
        streams = new AnnotationConfigApplicationContext();
        streams.registerBean(JdbcClient.class, () -> sql);
        streams.scan("io.serai.streams");
        streams.refresh();
        foreign = new ForeignKeys(streams.getBean(StreamCatalogue.class), clock);
        stream(1, Surface.PIXELCAST, KeyKind.NAME, "room");
        stream(2, Surface.STREAMHELPER, KeyKind.NAME, "ingest-key");
        stream(3, Surface.STREAMIT, KeyKind.APP, "studio");
        stream(4, Surface.LIVE_SERVICE, KeyKind.TOKEN, "token");
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    @Test
    void areTheNamesAndApplicationsOfOtherSurfaces() {
        assertThat(foreign.anyOf(List.of("live", "ingest-key"))).isTrue();
        assertThat(foreign.holds(new MediaName("studio"), new MediaName("somebody"))).isTrue();
        assertThat(foreign.anyOf(List.of("live", "room"))).isFalse();
        assertThat(foreign.anyOf(List.of("live", "nobody"))).isFalse();
    }

    @Test
    void areTheIdsOfLiveServiceByWhichItsStreamsAreNamed() {
        assertThat(foreign.anyOf(List.of("live", "4"))).isTrue();
        assertThat(foreign.anyOf(List.of("live", "5"))).isFalse();
    }

    @Test
    void areRememberedForAMinute() {
        assertThat(foreign.anyOf(List.of("ingest-key"))).isTrue();
        sql.sql("DELETE FROM publish_keys").update();

        assertThat(foreign.anyOf(List.of("ingest-key"))).isTrue();
        clock.pass(Duration.ofSeconds(61));
        assertThat(foreign.anyOf(List.of("ingest-key"))).isFalse();
    }

    @Test
    void aDatabaseThatIsAwayStopsNobodyAndReleasesNothing() {
        assertThat(foreign.anyOf(List.of("ingest-key"))).isTrue();
        sql.sql("ALTER TABLE publish_keys RENAME TO away").update();
        clock.pass(Duration.ofSeconds(61));

        assertThat(foreign.anyOf(List.of("ingest-key"))).isTrue();
        assertThat(foreign.anyOf(List.of("room"))).isFalse();

        sql.sql("ALTER TABLE away RENAME TO publish_keys").update();
        sql.sql("DELETE FROM publish_keys").update();
        clock.pass(Duration.ofSeconds(6));
        assertThat(foreign.anyOf(List.of("ingest-key"))).isFalse();
    }

    private void stream(long id, Surface surface, KeyKind kind, String key) {
        sql.sql("INSERT INTO streams (id, surface, title) VALUES (?, ?, 'A title')")
                .params(id, surface.text())
                .update();
        sql.sql("INSERT INTO publish_keys (stream_id, kind, value) VALUES (?, ?, ?)")
                .params(id, kind.text(), key)
                .update();
    }
}
