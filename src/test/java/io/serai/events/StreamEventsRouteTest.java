package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.common.StartRefused;
import io.serai.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Body;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reactions as operators write them, through Camel's own YAML loader. */
class StreamEventsRouteTest {
    private static final String CALL =
            """
            - bean:
                ref: probe
                method: call
            """;

    private final EventsNode node = new EventsNode(TestPostgres.freshDatabase()).start();
    private final Probe probe = new Probe();
    private final List<DefaultCamelContext> contexts = new ArrayList<>();

    /** What the routes call. */
    public static final class Probe {
        final List<Object> seen = new CopyOnWriteArrayList<>();
        volatile RuntimeException failure = new IllegalStateException("broken");
        final CountDownLatch release = new CountDownLatch(1);

        public void call(@Body Object body) {
            seen.add(body);
        }

        public void fail() {
            seen.add("failed");
            throw failure;
        }

        public void block() {
            seen.add("blocked");
            DeliveryWorkerTest.awaitQuietly(release);
        }
    }

    @AfterEach
    void close() {
        probe.release.countDown();
        contexts.forEach(DefaultCamelContext::stop);
        node.close();
    }

    @Test
    void aReactionReceivesTheEventAndMaySelectByIt() throws Exception {
        run(
                reaction(
                        "",
                        """
                        - choice:
                            when:
                              - simple:
                                  expression: "${variable.eventType} == 'stream.live' && ${body.type} == 'stream.live' && ${body.detail[title]} == 'Hi' && ${variable.attempt} == 1 && ${variable.replayed} == false"
                                steps:
                                  - setBody:
                                      simple:
                                        expression: "${variable.streamId}/${body.stream}/${body.stream.value}/${body.detail[title]}/${body.id}/${body.replayed}"
                                  - bean:
                                      ref: probe
                                      method: call
                        """));
        node.append(42, "stream.live", Map.of("title", "Hi"));
        node.append(42, "stream.live", Map.of("title", "Other"));

        await().until(() -> node.count("finished_deliveries") == 2);
        assertThat(probe.seen).containsExactly("42/42/42/Hi/1/false");
    }

    @Test
    void anErrorThatComesThroughIsTriedAgainAndParkedAtLast() throws Exception {
        run(reaction("", fail()));
        node.append(1, "stream.live");

        assertThat(parked().attempts()).isEqualTo(3);
        assertThat(parked().lastError()).contains("IllegalStateException: broken");
        assertThat(probe.seen).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"handled,3", "continued,0"})
    void anErrorThatAConfigurationHandlesIsAFailureButNotOneToGoOnAfter(String how, int attempts)
            throws Exception {
        String configuration =
                """
                - routeConfiguration:
                    id: swallow
                    onException:
                      - onException:
                          exception:
                            - java.lang.Throwable
                          %s:
                            constant:
                              expression: "true"
                          steps:
                            - bean:
                                ref: probe
                                method: call
                """
                        .formatted(how);
        run(configuration + reaction("routeConfigurationId: swallow", fail()));
        node.append(1, "stream.live");

        if (attempts == 0) {
            await().until(() -> node.count("finished_deliveries") == 1);
        } else {
            assertThat(parked().attempts()).isEqualTo(attempts);
            assertThat(parked().lastError()).contains("IllegalStateException: broken");
        }
    }

    @Test
    void anErrorThatACalledRouteHandlesIsAFailureToo() throws Exception {
        run(
                """
                - routeConfiguration:
                    id: swallow
                    onException:
                      - onException:
                          exception:
                            - java.lang.Throwable
                          handled:
                            constant:
                              expression: "true"
                - route:
                    id: inner
                    routeConfigurationId: swallow
                    from:
                      uri: direct:inner
                      steps:
                        - bean:
                            ref: probe
                            method: fail
                """
                        + reaction("", "- to: direct:inner\n"));
        node.append(1, "stream.live");

        assertThat(parked().attempts()).isEqualTo(3);
    }

    @Test
    void anErrorThatTheRouteItselfCatchesIsNone() throws Exception {
        run(
                reaction(
                        "",
                        """
                        - doTry:
                            steps:
                              - bean:
                                  ref: probe
                                  method: fail
                            doCatch:
                              - exception:
                                  - java.lang.IllegalStateException
                                steps:
                                  - bean:
                                      ref: probe
                                      method: call
                        """));
        node.append(1, "stream.live");

        await().until(() -> node.count("finished_deliveries") == 1);
        assertThat(probe.seen).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"message: no", "markRollbackOnly: true", "markRollbackOnlyLast: true"})
    void aRollbackIsAFailure(String rollback) throws Exception {
        run(reaction("", CALL + "- rollback:\n    " + rollback + "\n"));
        node.append(1, "stream.live");

        assertThat(parked().attempts()).isEqualTo(3);
        assertThat(parked().lastError().orElseThrow()).containsIgnoringCase("rollback");
    }

    @Test
    void retryLaterInTheCauseChainWaitsAndCountsNoAttempt() throws Exception {
        probe.failure = new IllegalStateException(new RetryLater("limit", Duration.ofMillis(200)));
        run(reaction("", fail()));
        node.append(1, "stream.live");

        await().until(() -> probe.seen.size() >= 5);
        assertThat(node.count("deliveries WHERE state = 'pending' AND attempts = 0")).isEqualTo(1);
    }

    @Test
    void givingUpParksAtOnce() throws Exception {
        probe.failure = new IllegalStateException(new GiveUp("gone"));
        run(reaction("", fail()));
        node.append(1, "stream.live");

        assertThat(parked().attempts()).isEqualTo(1);
        assertThat(parked().lastError()).contains("gone");
    }

    @Test
    void aStoppedRouteStaysSubscribed() throws Exception {
        DefaultCamelContext camel = run(reaction("", CALL));
        camel.getRouteController().stopRoute("probe-reaction");
        node.append(1, "stream.live");
        assertThat(node.count("deliveries")).isEqualTo(1);

        camel.getRouteController().startRoute("probe-reaction");
        await().until(() -> node.count("finished_deliveries") == 1);
    }

    @Test
    void oneThatDoesNotStartIsNoSubscriptionAndItsBacklogWaits() throws Exception {
        run(reaction("", fail()));
        node.append(1, "stream.live");
        parked();
        node.append(2, "stream.live");
        contexts.removeFirst().stop();
        await().until(() -> node.count("delivery_lanes WHERE owner IS NOT NULL") == 0);

        run(reaction("autoStartup: \"false\"", CALL));
        node.append(3, "stream.live");
        assertThat(node.count("deliveries WHERE stream_id = 3")).isZero();
        assertThat(node.count("subscriptions WHERE NOT active")).isEqualTo(1);
        contexts.removeFirst().stop();

        probe.seen.clear();
        run(reaction("precondition: \"true == true\"", CALL));
        await().until(() -> node.count("finished_deliveries") == 1);
        assertThat(probe.seen).hasSize(1);
        run(reaction("precondition: \"true == false\"", CALL).replace("probe", "other"));
        assertThat(node.count("subscriptions WHERE active")).isZero();
    }

    @Test
    void aStopWaitsABoundedTimeForAllReactionsTogether() throws Exception {
        String block = CALL.replace("call", "block");
        DefaultCamelContext camel =
                run(
                        reaction("", block)
                                + reaction("", block)
                                        .replace("probe-", "b-")
                                        .replace(": probe\n        t", ": b\n        t"));
        node.append(1, "stream.live");
        await().until(() -> probe.seen.size() == 2);
        long begin = System.nanoTime();
        camel.getShutdownStrategy().setTimeout(1);
        contexts.clear();
        camel.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(Duration.ofMillis(2_500));
        assertThat(node.count("delivery_lanes WHERE owner IS NULL AND due_at <= now()"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: probe             | name: Probe_1        | kebab case",
                "types: stream.live      | types: Live           | a type looks like",
                "types: stream.live      | types: \"\"           | names no types",
                "maxAttempts: 3          | maxAttempts: 0        | maxAttempts is at least 1",
                "maxAttempts: 3          | maxAttempts: many     | maxAttempts is a number",
                "backoff: 20ms           | backoff: soon         | backoff is a time",
                "backoff: 20ms           | backoff: 1h           | backoff is between",
                "maxAttempts: 3          | concurrency: 0        | concurrency is between",
                "maxAttempts: 3          | attempts: 3           | attempts"
            })
    void aReactionWrittenWronglyStopsTheStart(String right, String wrong, String reason)
            throws Exception {
        String yaml = reaction("", CALL).replace(right, wrong);
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("probe-reaction")
                .hasMessageContaining(reason);
    }

    @Test
    void twoRoutesThatAreOneReactionStopTheStart() {
        String yaml = reaction("", CALL) + reaction("", CALL).replace("probe-reaction", "second");
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("probe-reaction")
                .hasMessageContaining("second");
    }

    private DeliveryRepository.Listed parked() {
        await().until(() -> node.deliveries.newest("parked", Long.MAX_VALUE, 9).size() == 1);
        return node.deliveries.newest("parked", Long.MAX_VALUE, 9).getFirst();
    }

    private static String fail() {
        return CALL.replace("call", "fail");
    }

    private static String reaction(String more, String steps) {
        return """
        - route:
            id: probe-reaction
            %s
            from:
              uri: stream-events
              parameters:
                name: probe
                types: stream.live
                maxAttempts: 3
                backoff: 20ms
              steps:
        %s
        """
                .formatted(more, steps.indent(8));
    }

    private DefaultCamelContext run(String yaml) throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getRegistry().bind("probe", probe);
        camel.getRegistry().bind("worker", node.worker);
        contexts.add(camel);
        camel.build();
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromString("reactions.camel.yaml", yaml));
        node.subscriptions.routesLoaded(camel);
        camel.start();
        return camel;
    }
}
