package io.serai.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.hooks.RecordedHooks;
import io.serai.hooks.RecordedHooks.Hook;
import io.serai.live.Journal;
import io.serai.live.LiveStack;
import io.serai.testing.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator reads of situations that were recorded with real media servers. */
class RecordedTimelineTest {
    private static final String SRS = "srs-hooks.jsonl";
    private static final String NGINX = "nginx-rtmp-hooks.jsonl";
    private static final Pattern SRS_NAME = Pattern.compile("\"stream\":\"([^\"]+)\"");
    private static final Pattern NGINX_NAME = Pattern.compile("(?:^|&)name=([^&]+)");
    private static final String TOKEN = "planted-token";

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final TimelineBench bench = new TimelineBench(clock, TimelineBench.SETTINGS);
    private final Journal journal = bench.atOnce(clock);
    private final LiveStack stack = LiveStack.journaled(bench.database, journal, clock);
    private final RecordedHooks recorded = new RecordedHooks(stack, journal);

    @AfterEach
    void close() throws Exception {
        recorded.close();
    }

    @Test
    void aSecondPublisherWhomSrsTurnsAway() {
        recorded.play(RecordedHooks.read(SRS, "srs-dup", "srs-kill9-pub"));

        assertThat(timeline("dup"))
                .isEqualTo(
                        """
                        Stream 1, a room (pixelcast)
                        Not on air: the last session ended 0 s ago: its publisher left.

                        2026-11-21T00:21:18.528Z  session   session 1 ended after 3 s: its publisher left
                        2026-11-21T00:21:18.528Z  hook      unpublish: the session has ended (srs:vid-v3i23y0, client 3ere104u, from 127.0.0.1, rtmp, 0 ms)
                        2026-11-21T00:21:17.993Z  hook      close: of the second one, whom the media server turned away (srs:vid-v3i23y0, client 3s081j89, from 127.0.0.1, rtmp, 0 ms)
                        2026-11-21T00:21:17.992Z  hook      publish accepted beside the one on air: the media server lets one of them in (srs:vid-v3i23y0, client 3s081j89, from 127.0.0.1, rtmp, 0 ms)
                        2026-11-21T00:21:14.944Z  session   session 1 on air: client 3ere104u at srs:vid-v3i23y0, rtmp
                        2026-11-21T00:21:14.944Z  hook      publish accepted: goes on air (srs:vid-v3i23y0, client 3ere104u, from 127.0.0.1, rtmp, 0 ms)
                        """);
    }

    @Test
    void anSrsThatIsKilledAndItsPublisherWhoReturns() {
        recorded.play(RecordedHooks.read(SRS, "srs-server-kill9", "srs-server-restarted"));

        assertThat(timeline("skill"))
                .isEqualTo(
                        """
                        Stream 1, a room (pixelcast)
                        Not on air: the last session ended 0 s ago: its publisher left.

                        2026-11-21T00:22:47.858Z  session   session 3 ended after 2 s: its publisher left
                        2026-11-21T00:22:47.858Z  hook      unpublish: the session has ended (srs:vid-v3i23y0, client 05tz577e, from 127.0.0.1, rtmp, 0 ms)
                        2026-11-21T00:22:45.125Z  session   session 3 on air: client 05tz577e at srs:vid-v3i23y0, rtmp
                        2026-11-21T00:22:45.125Z  session   session 1 ended after 7 s: it was lost
                        2026-11-21T00:22:45.125Z  hook      publish accepted: takes over from one who is gone (srs:vid-v3i23y0, client 05tz577e, from 127.0.0.1, rtmp, 0 ms)
                        2026-11-21T00:22:42.844Z  session   session 1 suspect, it may come back: client 2egt8127 at srs:vid-v3i23y0
                        2026-11-21T00:22:38.093Z  session   session 1 on air: client 2egt8127 at srs:vid-v3i23y0, rtmp
                        2026-11-21T00:22:38.093Z  hook      publish accepted: goes on air (srs:vid-v3i23y0, client 2egt8127, from 127.0.0.1, rtmp, 0 ms)
                        """);
    }

    @Test
    void everyRecordedStreamHasATimelineWithoutAnyKeyOrToken() {
        for (String file : List.of(SRS, NGINX)) {
            List<Hook> hooks = RecordedHooks.read(file);
            Set<String> keys = new LinkedHashSet<>();
            List<Hook> planted = new ArrayList<>();
            hooks.forEach(hook -> planted.add(plant(hook, keys)));
            recorded.play(planted);
            Set<String> secrets = new LinkedHashSet<>(keys);
            secrets.add(TOKEN);

            assertThat(keys).hasSizeGreaterThan(10);
            for (String key : keys) {
                String answer = bench.text(key) + bench.json(key, "limit=500");
                assertThat(answer).contains("publish").doesNotContain(secrets);
            }
            List<String> rows =
                    bench.jdbc
                            .sql("SELECT e::text FROM timeline_entries e")
                            .query(String.class)
                            .list();
            assertThat(String.join("\n", rows)).doesNotContain(secrets);
        }
    }

    private String timeline(String name) {
        return bench.text(Long.toString(recorded.stream(name)));
    }

    /** The same hook about a name that can be found again wherever it shows up. */
    private static Hook plant(Hook hook, Set<String> keys) {
        String name =
                all(hook.path().startsWith("/srs/") ? SRS_NAME : NGINX_NAME, hook.body()).stream()
                        .findFirst()
                        .map(text -> text.replaceFirst("\\.m3u8$", ""))
                        .orElse("");
        if (name.isEmpty()) {
            return hook;
        }
        String key = "key-of-" + name + "-planted";
        keys.add(key);
        String body =
                hook.body()
                        .replaceAll(
                                "(?<![A-Za-z0-9])" + Pattern.quote(name) + "(?![A-Za-z0-9])", key)
                        .replace("token=", "token=" + TOKEN);
        return new Hook(hook.at(), hook.answered(), hook.test(), hook.method(), hook.path(), body);
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
