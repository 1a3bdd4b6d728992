package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A claim costs what is due, not what waits. */
class BacklogIT {
    private static final String FILL =
            """
            INSERT INTO deliveries (subscription, stream_id, event_id, event_at)
            SELECT 'probe', 1, n, now() FROM generate_series(1, 1000000) n
            """;
    private static final String BLOCK =
            """
            INSERT INTO delivery_lanes (subscription, stream_id, due_at)
            VALUES ('probe', 1, now() + interval '1 hour')
            """;
    private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    @Test
    void aMillionBehindABlockedStreamDoNotMakeAClaimDearer() {
        try (EventsNode node = new EventsNode(TestPostgres.freshDatabase())) {
            node.subscribe(EventsNode.subscription("probe", "stream.live"));
            node.jdbc.update(FILL);
            node.jdbc.update(BLOCK);
            node.append(2, "stream.live");
            node.jdbc.execute("ANALYZE deliveries");
            UUID owner = UUID.randomUUID();

            int claim =
                    buffers(
                            node,
                            LaneRepository.CLAIM,
                            new String[] {"probe"},
                            new Integer[] {4},
                            owner,
                            9000L);
            int first =
                    buffers(
                            node,
                            LaneRepository.FIRST_PENDING,
                            new String[] {"probe", "probe"},
                            new Long[] {1L, 2L},
                            new Long[] {0L, 0L});

            int hold =
                    buffers(
                            node,
                            SettlementRepository.HOLD_LANES,
                            new String[] {"probe"},
                            new Long[] {2L},
                            new Long[] {0L},
                            new String[] {owner.toString()},
                            new Long[] {9000L},
                            new Boolean[] {true});
            int close =
                    buffers(
                            node,
                            SettlementRepository.CLOSE_LANES,
                            new String[] {"probe"},
                            new Long[] {3L},
                            new Long[] {0L});

            assertThat(node.lanes.firstPending(List.of(new Lane("probe", 2, 0)), owner)).hasSize(1);
            assertThat(claim).isLessThan(60);
            assertThat(first).isLessThan(60);
            assertThat(hold).isLessThan(60);
            assertThat(close).isLessThan(60);
            assertThat(node.lanes.claim(Map.of("probe", 4), owner, EventsNode.LEASE)).isEmpty();
        }
    }

    private static int buffers(EventsNode node, String statement, Object... values) {
        List<String> plan =
                node.jdbc.queryForList(
                        "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + statement, String.class, values);
        for (String line : plan) {
            Matcher matcher = BUFFERS.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1))
                        + (matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
            }
        }
        throw new AssertionError("no buffers in " + plan);
    }
}
