package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.Ingresses;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import java.time.Instant;
import livekit.LivekitIngress.IngressInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveKitRoomsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final ScriptedLiveKit server = ScriptedLiveKit.start();
    private final LiveKit livekit = LiveKitClients.of(server);
    private final LiveKitRooms rooms = new LiveKitRooms(livekit);

    @AfterEach
    void close() {
        livekit.close();
        server.close();
    }

    @Test
    void listsRoomsWithSomebodyInside() {
        server.state().enter("42", "guest-1", NOW);
        server.state().enter("43", "guest-2", NOW);
        server.state().leave("43", "guest-2");

        assertThat(rooms.occupied()).hasValueSatisfying(all -> assertThat(all).containsOnly("42"));
    }

    @Test
    void countsEverybodyButThePublisherOfTheRoom() {
        server.state()
                .publish(server.state().add("42", IngressInput.RTMP_INPUT).getIngressId(), NOW);
        String host = server.state().enter("42", "Host-42", NOW).getSid();
        String guest = server.state().enter("42", "guest-1", NOW).getSid();

        assertThat(rooms.viewers("42"))
                .hasValueSatisfying(
                        inside ->
                                assertThat(inside)
                                        .containsOnly(
                                                Ingresses.participant(host),
                                                Ingresses.participant(guest)));
    }

    @Test
    void saysNothingWhenLiveKitDoesNot() {
        server.answer(Mode.FAILING);

        assertThat(rooms.occupied()).isEmpty();
        assertThat(rooms.viewers("42")).isEmpty();
    }

    @Test
    void saysNothingWithoutALiveKit() {
        assertThat(new LiveKitRooms(LiveKitClients.none()).occupied()).isEmpty();
    }
}
