package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaEvent.Happening;
import io.serai.live.MediaEvent.Message;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.What;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final MediaServer LIVEKIT =
            new MediaServer("livekit", Kind.LIVEKIT, Optional.empty(), Duration.ofSeconds(30));
    private static final long OWNER = 42;
    private static final String INGRESS = "IN_1";
    private static final int HISTORIES = 150;

    /** Another run: {@code -Dserai.seed=...} with the printed number. */
    private static final long SEED = Long.getLong("serai.seed", System.nanoTime());

    private final LiveStack stack = LiveStack.asking(LIVEKIT);
    private final long stream = stack.creatorStream(OWNER, INGRESS);
    private int ids;

    @AfterEach
    void close() throws Exception {
        stack.close();
    }

    @Test
    void anIngressBringsItsStreamOnAirAndOffAgain() {
        Fence a = publisher("A", 1);

        tell(began(a));
        tell(stopped(a));

        assertThat(stack.sessions()).containsExactly("A@1 ended unpublish");
        assertThat(stack.events()).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void aMessageThatComesAgainChangesNothing() {
        Message begin = began(publisher("A", 1));
        tell(begin);
        tell(stopped(publisher("A", 1)));

        tell(begin);

        assertThat(stack.sessions()).containsExactly("A@1 ended unpublish");
        assertThat(stack.events()).containsExactly("stream.live", "stream.ended");
    }

    @Test
    void aNewerPublisherTakesOverAndTheOlderOnesEndComesTooLate() {
        tell(began(publisher("A", 1)));
        tell(began(publisher("B", 2)));
        tell(stopped(publisher("A", 1)));

        assertThat(stack.sessions()).containsExactly("A@1 ended lost", "B@2 open");
        assertThat(stack.events()).containsExactly("stream.live", "stream.resumed");
    }

    @Test
    void anEndThatOvertakesItsBeginLeavesNobodyOnAir() {
        tell(stopped(publisher("A", 1)));
        tell(began(publisher("A", 1)));

        assertThat(stack.sessions()).isEmpty();
        assertThat(stack.events()).isEmpty();
    }

    @Test
    void theBeginOfAnOlderPublisherComesTooLate() {
        tell(began(publisher("B", 2)));
        tell(began(publisher("A", 1)));

        assertThat(stack.sessions()).containsExactly("B@2 open");
    }

    @Test
    void aLateBeginDoesNotReplaceWhomOnlyTheReconcilerFound() {
        lists(new Publisher(INGRESS, "B@2", true));
        stack.reconciler.round();
        stack.clock.pass(Duration.ofSeconds(15));
        lists(new Publisher(INGRESS, "B@2", true));
        stack.reconciler.round();

        tell(began(publisher("A", 1)));
        tell(stopped(publisher("A", 1)));

        assertThat(stack.sessions()).containsExactly("B@2 open");
    }

    @Test
    void aPublisherByANewIngressOfTheStreamTakesOver() {
        tell(began(publisher("A", 5)));
        stack.jdbc
                .sql("UPDATE publish_keys SET value = 'IN_2' WHERE stream_id = :stream")
                .param("stream", stream)
                .update();

        tell(message(publisher("B", 6), "IN_2", new MediaEvent.Began(Protocol.WHIP)));
        tell(stopped(publisher("A", 5)));

        assertThat(stack.sessions()).containsExactly("A@5 ended lost", "B@6 open");
    }

    @Test
    void anEndIsKnownByItsPublisherAlsoWhenItsKeyIsGone() {
        tell(began(publisher("A", 1)));
        stack.jdbc.sql("DELETE FROM publish_keys").update();

        assertThat(tell(stopped(publisher("A", 1)))).isInstanceOf(Verdict.Accepted.class);

        assertThat(stack.sessions()).containsExactly("A@1 ended unpublish");
    }

    @Test
    void nobodyIsFoundByWhatOtherMediaServersCallTheirStreams() {
        stack.stream("name", "a-key", false);
        stack.stream("app", "an-app", true);

        assertThat(tell(message(publisher("A", 1), "a-key", new MediaEvent.Began(Protocol.RTMP))))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(
                        stack.steps()
                                .publish(
                                        new MediaEvent.Publish(
                                                new Fence("srs:one", "boot", "client"),
                                                "/live/" + INGRESS,
                                                new Name("live", INGRESS, Optional.empty()),
                                                Protocol.RTMP,
                                                Optional.empty(),
                                                "",
                                                false)))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatFailsIsTakenWhenItComesAgain() {
        Message begin = began(publisher("A", 1));
        stack.databaseAway.set(true);
        assertThatThrownBy(() -> tell(begin)).isInstanceOf(Unavailable.class);
        stack.databaseAway.set(false);

        tell(begin);

        assertThat(stack.sessions()).containsExactly("A@1 open");
    }

    @Test
    void viewersAreASetThatOutlivesABroadcast() {
        tell(began(publisher("A", 1)));
        tell(room("PA_1", new MediaEvent.Joined()));
        tell(room("PA_2", new MediaEvent.Joined()));
        tell(room("PA_2", new MediaEvent.Gone()));
        tell(room("PA_3", new MediaEvent.Gone()));
        tell(room("PA_3", new MediaEvent.Joined()));
        assertThat(stack.viewers(stream)).isEqualTo(1);

        tell(stopped(publisher("A", 1)));
        tell(began(publisher("B", 2)));

        assertThat(stack.viewers(stream)).isEqualTo(1);
        assertThat(stack.peakViewers(stream)).isEqualTo(1);
        tell(room("", new MediaEvent.Emptied()));
        assertThat(stack.viewers(stream)).isZero();
    }

    @Test
    void whatElseHappensInARoomStandsInTheLogOfItsStreamOnce() {
        Message started =
                new Message(
                        "EV_1",
                        Ingresses.participant(""),
                        new Name("", "42", Optional.empty()),
                        new MediaEvent.Happened(),
                        Optional.of(new Happening("livekit.room-started", Map.of("room", "42"))));

        tell(started);
        tell(started);

        assertThat(stack.events(stream)).containsExactly("livekit.room-started");
    }

    @Test
    void theReconcilerEndsWhoIsNotListedAndFindsWhoIs() {
        tell(began(publisher("A", 1)));
        rounds(new Publisher(INGRESS, "", false));
        assertThat(stack.sessions()).containsExactly("A@1 ended lost");

        rounds(new Publisher(INGRESS, "B@2", true));

        assertThat(stack.sessions()).containsExactly("A@1 ended lost", "B@2 open");
        assertThat(stack.events()).containsExactly("stream.live", "stream.ended", "stream.live");
    }

    @Test
    void nothingEndsWhileLiveKitDoesNotAnswer() {
        tell(began(publisher("A", 1)));

        for (int round = 0; round < 4; round++) {
            stack.clock.pass(Duration.ofSeconds(15));
            stack.answers.put("livekit", new OnAirReport.Unknown("away"));
            stack.reconciler.round();
        }

        assertThat(stack.sessions()).containsExactly("A@1 open");
    }

    @Test
    void whatIsOldIsForgotten() {
        tell(began(publisher("A", 1)));
        tell(stopped(publisher("A", 1)));
        stack.clock.pass(Duration.ofHours(25));

        stack.steps().forgetMessages();

        assertThat(rows("live_told")).isZero();
        assertThat(rows("live_ingresses")).isZero();
    }

    /**
     * Two publishers of one ingress, A before B: whatever the order and however often each message
     * comes, who was not told to have ended last is on air.
     */
    @Test
    void anyOrderAndRepetitionEndsInTheRightState() {
        System.out.println("ingress histories: -Dserai.seed=" + SEED);
        for (int history = 0; history < HISTORIES; history++) {
            long seed = SEED + history;
            Random random = new Random(seed);
            String ingress = "IN_of_" + history;
            long creator = stack.creatorStream(1_000 + history, ingress);
            Fence a = publisher("A" + history, 10);
            Fence b = publisher("B" + history, 20);
            boolean bEnds = random.nextBoolean();
            List<Message> messages = new ArrayList<>();
            messages.add(message(a, ingress, new MediaEvent.Began(Protocol.RTMP)));
            messages.add(message(a, ingress, new MediaEvent.Stopped()));
            messages.add(message(b, ingress, new MediaEvent.Began(Protocol.RTMP)));
            if (bEnds) {
                messages.add(message(b, ingress, new MediaEvent.Stopped()));
            }
            List<Message> told = new ArrayList<>(messages);
            for (int again = random.nextInt(5); again > 0; again--) {
                told.add(messages.get(random.nextInt(messages.size())));
            }
            Collections.shuffle(told, random);

            told.forEach(this::tell);

            assertThat(onAir(creator))
                    .as("history -Dserai.seed=%d: %s", seed, told)
                    .isEqualTo(bEnds ? List.of() : List.of(b.client()));
            assertThat(stack.events(creator).stream().filter("stream.live"::equals).count())
                    .as("history -Dserai.seed=%d", seed)
                    .isLessThanOrEqualTo(2);
        }
    }

    private Verdict tell(Message message) {
        return stack.steps().message(message);
    }

    private Message began(Fence publisher) {
        return message(publisher, INGRESS, new MediaEvent.Began(Protocol.RTMP));
    }

    private Message stopped(Fence publisher) {
        return message(publisher, INGRESS, new MediaEvent.Stopped());
    }

    private Message room(String sid, What what) {
        return message(Ingresses.participant(sid), Long.toString(OWNER), what);
    }

    private Message message(Fence about, String name, What what) {
        return new Message(
                "EV_" + ids++, about, new Name("", name, Optional.empty()), what, Optional.empty());
    }

    private static Fence publisher(String resource, long startedNs) {
        return Ingresses.publisher(resource, startedNs);
    }

    private void lists(Publisher... publishers) {
        stack.answers.put(
                "livekit", new Listing(stack.clock.instant(), "livekit", "", List.of(publishers)));
    }

    private void rounds(Publisher... publishers) {
        for (int round = 0; round < 4; round++) {
            stack.clock.pass(Duration.ofSeconds(15));
            lists(publishers);
            stack.reconciler.round();
        }
    }

    private List<String> onAir(long of) {
        return stack.jdbc
                .sql(
                        "SELECT client FROM live_sessions WHERE stream_id = :stream AND state ="
                                + " 'open'")
                .param("stream", of)
                .query(String.class)
                .list();
    }

    private int rows(String table) {
        return stack.jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }
}
