package io.serai.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.PublicAddresses;
import io.serai.common.StartRefused;
import io.serai.common.StreamId;
import io.serai.events.GiveUp;
import io.serai.events.RetryLater;
import io.serai.events.StreamEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaStepsTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

    @Test
    void writesACloudEvent() {
        StreamEvent event =
                new StreamEvent(
                        7, new StreamId(42), "viewer.blocked", AT, Map.of("user", "u1"), 3, false);

        assertThat(steps("https://live.example.org").toCloudEvent(event))
                .isEqualTo(
                        """
                        {"specversion":"1.0","id":"7","source":"/serai",\
                        "type":"io.serai.viewer.blocked.v1","subject":"42",\
                        "time":"2026-03-01T12:00:00.123456Z","datacontenttype":"application/json",\
                        "dataschema":"https://live.example.org/schemas/events/viewer.blocked.v1.json",\
                        "data":{"user":"u1"}}\
                        """);
    }

    @Test
    void saysThatAnEventIsReplayedAndNamesNoSchemaThatNobodyCanReach() {
        StreamEvent event =
                new StreamEvent(7, new StreamId(42), "ingress.deleted", AT, Map.of(), 1, true);

        assertThat(steps("").toCloudEvent(event))
                .contains("\"replayed\":true,\"data\":{}}")
                .doesNotContain("dataschema");
    }

    @Test
    void anEventWaitsForABrokerThatDoesNotAnswer() {
        KafkaSteps steps = steps("");

        assertThatThrownBy(
                        () ->
                                steps.notTaken(
                                        new ExecutionException(
                                                new TimeoutException("Topic not present"))))
                .isInstanceOf(RetryLater.class)
                .hasMessage("Kafka did not take it: TimeoutException: Topic not present");
    }

    @Test
    void anEventThatNoBrokerCanHoldIsParked() {
        KafkaSteps steps = steps("");

        assertThatThrownBy(() -> steps.notTaken(new RecordTooLargeException("2 MB")))
                .isInstanceOf(GiveUp.class);
    }

    @Test
    void doesNotRepeatWhatALoginSays() {
        KafkaSteps steps = steps("");
        Exception error =
                new KafkaException(
                        "Failed to construct", new IllegalArgumentException("password=hunter2"));

        assertThatThrownBy(() -> steps.notTaken(error))
                .hasMessage("Kafka did not take it: IllegalArgumentException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka:9092;other:9092", "kafka:port", "kafka:9092,"})
    void refusesBrokersThatAreNone(String brokers) {
        assertThatThrownBy(() -> settings(brokers))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("KAFKA_BROKERS");
    }

    private static KafkaSettings settings(String brokers) {
        return new KafkaSettings(brokers, "events", "/serai", Duration.ofSeconds(10));
    }

    private static KafkaSteps steps(String base) {
        KafkaSettings settings = settings("kafka-1:9092, kafka-2:9092");
        return new KafkaSteps(
                settings,
                new PublicAddresses("srs.example", "", 1935, 8080, "", "", base, List.of()),
                new Broker(settings, Clock.systemUTC()));
    }
}
