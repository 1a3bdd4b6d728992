package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Viewers in rooms follow what the media server lists. */
class RoomRoundTest {
    private final LiveStack stack = LiveStack.withoutApis();
    private final Listed listed = new Listed();
    private final RoomRound round =
            new RoomRound(
                    List.of(listed),
                    new AudienceRepository(stack.jdbc),
                    stack.viewers,
                    stack.clock);

    /** A media server that lists what a test says. */
    private final class Listed implements ListedRooms {
        private final Map<String, Set<Fence>> rooms = new HashMap<>();
        private final Set<String> asked = new HashSet<>();
        private boolean silentAboutRooms;
        private boolean silentAboutViewers;
        private Runnable meanwhile = () -> {};

        void has(String room, String... sids) {
            Set<Fence> inside = new HashSet<>();
            List.of(sids).forEach(sid -> inside.add(Ingresses.participant(sid)));
            rooms.put(room, inside);
        }

        @Override
        public Optional<Set<String>> occupied() {
            return silentAboutRooms ? Optional.empty() : Optional.of(Set.copyOf(rooms.keySet()));
        }

        @Override
        public Optional<Set<Fence>> viewers(String room) {
            asked.add(room);
            Set<Fence> inside = Set.copyOf(rooms.get(room));
            meanwhile.run();
            return silentAboutViewers ? Optional.empty() : Optional.of(inside);
        }
    }

    @Test
    void forgetsWhoLeftWithoutAMessage() {
        long stream = stack.creatorStream(7, "IN_1");
        enters("7", "PA_1");
        enters("7", "PA_2");
        listed.has("7", "PA_2");

        round.run();

        assertThat(inside(stream)).containsExactly("PA_2");
    }

    @Test
    void countsWhoCameWithoutAMessage() {
        long stream = stack.creatorStream(7, "IN_1");
        listed.has("7", "PA_1", "PA_2");

        round.run();

        assertThat(inside(stream)).containsExactly("PA_1", "PA_2");
    }

    @Test
    void keepsWhoCameAfterTheQuestion() {
        long stream = stack.creatorStream(7, "IN_1");
        enters("7", "PA_1");
        listed.has("7", "PA_2");
        listed.meanwhile = () -> enters("7", "PA_3");

        round.run();

        assertThat(inside(stream)).containsExactly("PA_2", "PA_3");
    }

    @Test
    void emptiesARoomThatIsNotListed() {
        long stream = stack.creatorStream(7, "IN_1");
        enters("7", "PA_1");

        round.run();

        assertThat(inside(stream)).isEmpty();
        assertThat(listed.asked).isEmpty();
    }

    @Test
    void concludesNothingFromSilence() {
        long stream = stack.creatorStream(7, "IN_1");
        enters("7", "PA_1");

        listed.silentAboutRooms = true;
        round.run();
        listed.silentAboutRooms = false;
        listed.silentAboutViewers = true;
        listed.has("7");
        round.run();

        assertThat(inside(stream)).containsExactly("PA_1");
    }

    @Test
    void leavesViewersOfOtherMediaServersAndRoomsOfOthersAlone() {
        long stream = stack.creatorStream(7, "IN_1");
        stack.jdbc
                .sql(
                        "INSERT INTO live_viewers (stream_id, publication, source, boot, client,"
                                + " since) VALUES (:stream, '', 'srs:a', '1', 'c1', now())")
                .param("stream", stream)
                .update();
        listed.has("8", "PA_1");
        listed.has("a meeting", "PA_2");

        round.run();

        assertThat(inside(stream)).containsExactly("c1");
        assertThat(listed.asked).isEmpty();
    }

    @Test
    void goesOnWhereTheRoundBeforeEnded() {
        int rooms = RoomRound.MOST_ROOMS + 10;
        IntStream.rangeClosed(1, rooms)
                .forEach(
                        owner -> {
                            stack.creatorStream(owner, "IN_" + owner);
                            listed.has(Integer.toString(owner), "PA_" + owner);
                        });

        round.run();
        assertThat(listed.asked).hasSize(RoomRound.MOST_ROOMS);
        round.run();

        assertThat(listed.asked).hasSize(rooms);
    }

    private void enters(String room, String sid) {
        stack.clock.pass(Duration.ofSeconds(1));
        stack.viewers.join(
                new MediaEvent.Play(
                        Ingresses.participant(sid),
                        new MediaEvent.Name("", room, Optional.empty()),
                        true));
        stack.clock.pass(Duration.ofSeconds(1));
    }

    private List<String> inside(long stream) {
        return stack.jdbc
                .sql("SELECT client FROM live_viewers WHERE stream_id = :stream ORDER BY client")
                .param("stream", stream)
                .query(String.class)
                .list();
    }
}
