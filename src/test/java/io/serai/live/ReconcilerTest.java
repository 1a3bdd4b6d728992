package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds and checks with media servers that answer as scripted, on a real PostgreSQL. */
class ReconcilerTest {
    private static final String PATH = "/live/key";
    private static final Fence A = new Fence("srs:one", "boot1", "a");
    private static final Fence B = new Fence("srs:one", "boot1", "b");

    private final LiveStack stack = LiveStack.asking(LiveStack.SRS);
    private final LiveSteps live = stack.steps();

    @BeforeEach
    void makeStream() {
        stack.stream("name", "key", false);
    }

    @AfterEach
    void close() throws Exception {
        stack.close();
    }

    @Test
    void aSessionThatItsServerListsCostsNoLock() throws Exception {
        live.publish(hook(A));
        pass(5);
        lists("boot1", publisher("a"));
        try (Connection holder = stack.general.getConnection()) {
            holder.setAutoCommit(false);
            try (PreparedStatement lock =
                    holder.prepareStatement("SELECT id FROM streams FOR UPDATE")) {
                lock.executeQuery();
            }
            live.reconcile();
            holder.rollback();
        }
        assertThat(stack.verdicts("live")).isEqualTo(1);
        assertThat(stack.sessions()).containsExactly("a open");
    }

    @Test
    void aServerThatCannotBeReachedChangesNothing() {
        live.publish(hook(A));
        pass(3600);
        live.reconcile();
        pass(3600);
        live.reconcile();
        assertThat(stack.sessions()).containsExactly("a open");
        assertThat(stack.verdicts("unknown")).isEqualTo(2);
    }

    @Test
    void aPublisherNoLongerListedIsSuspectAndLostAfterTheGrace() {
        live.publish(hook(A));
        pass(60);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a suspect");
        pass(19);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a suspect");
        assertThat(stack.offAir()).isEmpty();
        pass(1);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a ended lost");
        assertThat(stack.events()).containsExactly("stream.live", "stream.ended");
        assertThat(stack.offAir()).containsExactly("1");
    }

    @Test
    void aSuspectThatIsListedAgainIsTrusted() {
        live.publish(hook(A));
        pass(60);
        round("boot1");
        pass(15);
        round("boot1", publisher("a"));
        assertThat(stack.sessions()).containsExactly("a open");
        assertThat(stack.events()).containsExactly("stream.live");
    }

    @Test
    void aSessionThatHasJustBegunIsNotJudged() {
        live.publish(hook(A));
        pass(4);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a open");
    }

    @Test
    void aRestartedSrsLosesItsPublishersAfterTheGraceAndTheirReturnResumes() {
        stack.stream("name", "other", false);
        live.publish(hook(A));
        live.publish(hook(B, "other"));
        pass(60);
        round("boot2");
        assertThat(stack.sessions()).containsExactly("a suspect", "b suspect");
        pass(10);
        live.publish(hook(new Fence("srs:one", "boot2", "a2")));
        round("boot2", publisher("a2"));
        pass(10);
        round("boot2", publisher("a2"));
        assertThat(stack.sessions()).containsExactly("a ended lost", "b ended lost", "a2 open");
        assertThat(stack.events())
                .containsExactly("stream.live", "stream.live", "stream.resumed", "stream.ended");
    }

    @Test
    void anSrsThatLostItsIdMakesItsOldSessionsSuspect() {
        live.publish(hook(A));
        pass(60);
        stack.answers.put("srs", new Listing(stack.clock.instant(), "srs:new", "x", List.of()));
        Fence returning = new Fence("srs:new", "x", "a2");
        assertThat(live.publish(hook(returning))).isInstanceOf(Verdict.Refused.class);
        stack.check(A);
        assertThat(stack.sessions()).containsExactly("a suspect");
        assertThat(live.publish(hook(returning))).isInstanceOf(Verdict.Accepted.class);
        assertThat(stack.sessions()).containsExactly("a ended lost", "a2 open");
        assertThat(stack.events()).containsExactly("stream.live", "stream.resumed");
    }

    @Test
    void aCheckPromotesTheContenderThatIsListed() {
        live.publish(hook(A));
        pass(60);
        live.publish(hook(B));
        assertThat(stack.sessions()).containsExactly("a open", "b contender");
        pass(2);
        lists("boot1", publisher("b"));
        stack.check(A);
        assertThat(stack.sessions()).containsExactly("a ended lost", "b open");
        assertThat(stack.events()).containsExactly("stream.live", "stream.resumed");
    }

    @Test
    void aCheckRefutesTheContenderOfAListedPublisher() {
        live.publish(hook(A));
        pass(60);
        live.publish(hook(B));
        pass(2);
        lists("boot1", publisher("a"));
        stack.check(A);
        assertThat(stack.sessions()).containsExactly("a open", "b ended refuted");
    }

    @Test
    void aCheckJudgesOnlyTheSessionsInDoubt() {
        stack.stream("name", "other", false);
        live.publish(hook(A));
        live.publish(hook(B, "other"));
        pass(60);
        lists("boot1");
        stack.check(A);
        assertThat(stack.sessions()).containsExactly("a suspect", "b open");
    }

    @Test
    void anUnknownPublisherOfTheSessionsPathBecomesItsFence() {
        live.publish(hook(A));
        pass(60);
        round("boot1", publisher("c"));
        assertThat(stack.sessions()).containsExactly("a ended lost", "c open");
        assertThat(stack.events()).containsExactly("stream.live", "stream.resumed");
        assertThat(stack.events.details("reason")).contains("reconciled");
    }

    @Test
    void aPublisherListedTwiceWithoutASessionIsAdopted() {
        round("boot1", publisher("c"));
        assertThat(stack.sessions()).isEmpty();
        pass(15);
        round("boot1", publisher("c"));
        assertThat(stack.sessions()).containsExactly("c open");
        assertThat(stack.events()).containsExactly("stream.live");
    }

    @Test
    void nobodyIsAdoptedWhoIsIdleOrGoneBetweenOrUnderAnUnknownName() {
        Publisher idle = new Publisher(PATH, "c", false);
        Publisher stranger = new Publisher("/live/nobody", "d", true);
        round("boot1", idle, stranger);
        round("boot1", idle, stranger);
        round("boot1", publisher("e"));
        round("boot1");
        round("boot1", publisher("e"));
        assertThat(stack.sessions()).isEmpty();
    }

    @Test
    void nobodyIsAdoptedWhereATokenIsWanted() {
        long id = stack.stream("token", "secret", false);
        Publisher publisher = new Publisher("/live/" + id, "c", true);
        round("boot1", publisher);
        round("boot1", publisher);
        assertThat(stack.sessions()).isEmpty();
    }

    @Test
    void aContenderThatNothingConfirmsIsRefutedAfterTenSeconds() {
        live.publish(hook(A));
        pass(60);
        live.publish(hook(B));
        pass(11);
        live.reconcile();
        assertThat(stack.sessions()).containsExactly("a open", "b ended refuted");
    }

    @Test
    void theGraceOfASuspectBeginsAgainWhenTheDatabaseWasAway() {
        live.publish(hook(A));
        pass(60);
        round("boot1");
        pass(60);
        stack.listening.interrupted();
        pass(15);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a suspect");
        pass(15);
        round("boot1");
        assertThat(stack.sessions()).containsExactly("a ended lost");
    }

    @Test
    void publishersOfARoomAreJudgedOneByOne() {
        stack.stream("app", "room", true);
        live.publish(inRoom("anna", "anna-1"));
        live.publish(inRoom("ben", "ben-1"));
        pass(60);
        Publisher ben = new Publisher("/room/ben-1", "ben", true);
        round("boot1", ben);
        pass(20);
        round("boot1", ben);
        assertThat(stack.sessions()).containsExactly("anna ended lost", "ben open");
        assertThat(stack.events()).containsExactly("stream.live");
        round("boot1");
        pass(20);
        round("boot1");
        assertThat(stack.events()).containsExactly("stream.live", "stream.ended");
        assertThat(stack.offAir()).containsExactly("2");
    }

    private void round(String boot, Publisher... publishers) {
        lists(boot, publishers);
        live.reconcile();
    }

    private void lists(String boot, Publisher... publishers) {
        stack.answers.put(
                "srs",
                new Listing(stack.clock.instant(), "srs:one", boot, Arrays.asList(publishers)));
    }

    private void pass(int seconds) {
        stack.clock.pass(Duration.ofSeconds(seconds));
    }

    private static Publisher publisher(String client) {
        return new Publisher(PATH, client, true);
    }

    private static Publish hook(Fence fence) {
        return hook(fence, "key");
    }

    private static Publish hook(Fence fence, String stream) {
        return new Publish(
                fence,
                "/live/" + stream,
                new Name("live", stream, Optional.empty()),
                Protocol.RTMP,
                Optional.of("object1"),
                "",
                false);
    }

    private static Publish inRoom(String client, String stream) {
        return new Publish(
                new Fence("srs:one", "boot1", client),
                "/room/" + stream,
                new Name("room", stream, Optional.empty()),
                Protocol.WHIP,
                Optional.of("object-" + client),
                "",
                false);
    }
}
