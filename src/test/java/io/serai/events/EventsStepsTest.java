package io.serai.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.audit.AuditRows;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsStepsTest {
    private final EventsNode node = new EventsNode(TestPostgres.freshDatabase());

    EventsStepsTest() {
        node.subscribe(EventsNode.subscription("probe", "stream.live"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void listsParkedDeliveriesPageByPage() throws Exception {
        for (long stream = 1; stream <= 3; stream++) {
            park(stream);
        }
        node.append(9, "stream.live");

        JsonNode first = json(node.steps.listDeliveries(call("limit=2")));
        assertThat(first.get("deliveries")).hasSize(2);
        JsonNode newest = first.get("deliveries").get(0);
        assertThat(newest.get("streamId").asLong()).isEqualTo(3);
        assertThat(newest.get("subscription").asText()).isEqualTo("probe");
        assertThat(newest.get("eventType").asText()).isEqualTo("stream.live");
        assertThat(newest.get("state").asText()).isEqualTo("parked");
        assertThat(newest.get("attempts").asInt()).isEqualTo(3);
        assertThat(newest.get("lastError").asText()).isEqualTo("broken");
        assertThat(newest.get("createdAt").asText()).endsWith("Z");

        JsonNode second =
                json(node.steps.listDeliveries(call("limit=2&before=" + first.get("next"))));
        assertThat(second.get("deliveries")).hasSize(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(json(node.steps.listDeliveries(call("state=pending"))).get("deliveries"))
                .hasSize(1);
    }

    @Test
    void retriesAParkedDeliveryOnly() throws Exception {
        long id = park(1);

        JsonNode retried = json(node.steps.retryDelivery(path(Long.toString(id))));
        assertThat(retried.get("state").asText()).isEqualTo("pending");
        assertThat(retried.get("attempts").asInt()).isZero();
        assertThatThrownBy(() -> node.steps.retryDelivery(path(Long.toString(id))))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> node.steps.retryDelivery(path("999")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> node.steps.retryDelivery(path("one"))).isInstanceOf(Invalid.class);
        assertThat(AuditRows.of(node.pool))
                .as("what was done is written down, what was refused is not")
                .containsExactly(
                        "nobody 127.0.0.1 unknown unknown delivery.retried delivery/"
                                + id
                                + " state");
        assertThat(node.lanes.claim(Map.of("probe", 9), UUID.randomUUID(), EventsNode.LEASE))
                .containsExactly(new Lane("probe", 1, id));
    }

    @Test
    void listsTheEventsOfAStreamNewestFirst() throws Exception {
        node.append(1, "stream.live", Map.of("title", "Hi"));
        node.append(2, "stream.live");
        node.append(1, "stream.ended");

        JsonNode events = json(node.steps.listEvents(call("stream=1"))).get("events");
        assertThat(events).hasSize(2);
        assertThat(events.get(0).get("type").asText()).isEqualTo("stream.ended");
        assertThat(events.get(1).get("detail").get("title").asText()).isEqualTo("Hi");
        assertThat(events.get(1).get("streamId").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=lost", "limit=0", "limit=501", "limit=x", "before=-1"})
    void refusesParametersThatMeanNothing(String query) {
        assertThatThrownBy(() -> node.steps.listDeliveries(call(query)))
                .isInstanceOf(Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stream=", "stream=0", "stream=a", "stream=9999999999999999999"})
    void refusesAStreamThatCantBe(String query) {
        assertThatThrownBy(() -> node.steps.listEvents(call(query))).isInstanceOf(Invalid.class);
    }

    private long park(long stream) {
        node.append(stream, "stream.live");
        UUID owner = UUID.randomUUID();
        List<Lane> lanes = node.lanes.claim(Map.of("probe", 1), owner, EventsNode.LEASE);
        Claim claim = node.lanes.firstPending(lanes, owner).getFirst();
        node.settlements.settle(Settlement.parked(claim, 3, "broken"));
        return claim.deliveryId();
    }

    private static JsonNode json(Answer answer) throws Exception {
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpCall path(String id) {
        return call(Map.of("id", id), "");
    }

    private static HttpCall call(String query) {
        return call(Map.of(), query);
    }

    private static HttpCall call(Map<String, String> path, String query) {
        return new HttpCall(
                "GET",
                "/api/admin",
                path,
                Form.parse(query.getBytes(StandardCharsets.UTF_8)),
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", false, false),
                new byte[0],
                false,
                0);
    }
}
