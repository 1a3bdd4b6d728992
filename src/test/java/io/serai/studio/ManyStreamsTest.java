package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.UserId;
import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists do not become slow where there are many streams, most of them off air. */
class ManyStreamsTest {
    private static final int STREAMS = 60_000;
    private static final int LIVE = 2_000;

    /** Far above what is seen, and far below what reading everything takes. */
    private static final Duration QUICK = Duration.ofMillis(400);

    private static ListRepository lists;

    @BeforeAll
    static void fill() {
        DataSource database = TestPostgres.freshDatabase();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.update(
                "INSERT INTO accounts (id, origin, name, username, created_at, updated_at) SELECT"
                        + " n, 'gateway', 'Person ' || n, 'user-' || n, now(), now() FROM"
                        + " generate_series(1, ?) n",
                STREAMS);
        jdbc.update(
                "INSERT INTO streams (id, surface, title, owner_id) SELECT n, 'streamit', 'Stream"
                        + " number ' || n || CASE WHEN n % 1000 = 0 THEN ' zugzwang' ELSE '' END, n"
                        + " FROM generate_series(1, ?) n",
                STREAMS);
        jdbc.update(
                "INSERT INTO studio_streams (stream_id, owner_id, ingress_id, server_url,"
                        + " stream_key, updated_at) SELECT n, n, 'IN_' || n, 'u', 'k', now() FROM"
                        + " generate_series(1, ?) n",
                STREAMS);
        jdbc.update(
                "INSERT INTO live_sessions (stream_id, publication, state, source, boot, client,"
                    + " path, protocol, digest, started_at, ended_at, reason, broadcast_id,"
                    + " broadcast_started_at, last_viewers) SELECT n, '', CASE WHEN n <= ? THEN"
                    + " 'open' ELSE 'ended' END, 'livekit', '', 'c' || n, 'IN_' || n, 'rtmp', '',"
                    + " now() - interval '1 day', CASE WHEN n <= ? THEN 'infinity'::timestamptz"
                    + " ELSE now() END, CASE WHEN n <= ? THEN NULL ELSE 'unpublish' END, n, now() -"
                    + " n * interval '1 second', n % 100 FROM generate_series(1, ?) n",
                LIVE, LIVE, LIVE, STREAMS);
        jdbc.update(
                "INSERT INTO follows (follower_id, followed_id, created_at) SELECT 1, n, now() FROM"
                        + " generate_series(2, 3000) n");
        jdbc.execute("ANALYZE");
        lists = new ListRepository(JdbcClient.create(database));
    }

    @Test
    void listsWhatIsOnAir() {
        assertThat(quick(() -> lists.live(new Page(100, 0)))).hasSize(100);
        assertThat(quick(() -> lists.live(new Page(100, LIVE - 50)))).hasSize(50);
    }

    @Test
    void recommends() {
        assertThat(quick(() -> lists.recommended(Optional.of(new UserId(1)), new Page(100, 0))))
                .hasSize(100)
                .allMatch(shown -> shown.stream().owner().value() <= 2000);
        assertThat(quick(() -> lists.recommended(Optional.empty(), new Page(100, 0)))).hasSize(100);
    }

    @Test
    void listsWhomSomebodyFollows() {
        assertThat(quick(() -> lists.following(new UserId(1), new Page(100, 0))))
                .hasSize(100)
                .allMatch(shown -> shown.stream().live());
        assertThat(quick(() -> lists.following(new UserId(1), new Page(100, 2990)))).hasSize(9);
    }

    @Test
    void searches() {
        assertThat(search("zugzwang"))
                .hasSize(20)
                .first()
                .matches(shown -> shown.stream().live(), "on air first");
        assertThat(search("stream")).as("found in every title").hasSize(20);
        assertThat(search("s")).hasSize(20);
        assertThat(search("user-59999")).hasSize(1);
        assertThat(search("person 4242")).hasSize(11);
        assertThat(search("nothing at all")).isEmpty();
    }

    private static List<ShownStream> search(String text) {
        return quick(() -> lists.search(SearchText.of(text), 20));
    }

    /** The best of some attempts, so that a busy machine does not fail it. */
    private static List<ShownStream> quick(Supplier<List<ShownStream>> list) {
        List<ShownStream> found = List.of();
        Duration best = Duration.ofDays(1);
        for (int attempt = 0; attempt < 5; attempt++) {
            long begun = System.nanoTime();
            found = list.get();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            best = took.compareTo(best) < 0 ? took : best;
        }
        assertThat(best).isLessThan(QUICK);
        return found;
    }
}
