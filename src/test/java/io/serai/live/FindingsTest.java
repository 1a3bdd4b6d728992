package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.live.JournalNote.Finding;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.Publish;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the journal is told of the media servers' answers: what is new, or changed something. */
class FindingsTest {
    private static final Fence A = new Fence("srs:one", "boot1", "a");

    private final List<String> notes = new ArrayList<>();
    private final LiveStack stack =
            LiveStack.asking(note -> notes.add(text((Finding) note.get())), LiveStack.SRS);

    @AfterEach
    void close() throws Exception {
        stack.close();
    }

    @Test
    void aSessionThatIsListedInEveryRoundIsToldOnce() {
        publish();
        round("boot1", "a");
        round("boot1", "a");
        assertThat(notes).containsExactly("a LISTED alive");
    }

    @Test
    void aServerThatCannotBeAskedIsToldOnceAndWhenItAnswersAgain() {
        publish();
        stack.answers.put("srs", new OnAirReport.Unknown("away"));
        rounds(3);
        round("boot1", "a");
        assertThat(notes).containsExactly("a UNREACHABLE unknown", "a LISTED alive");
    }

    @Test
    void aSessionThatIsNoLongerListedIsToldWithWhatCameOfIt() {
        publish();
        round("boot1");
        round("boot1");
        assertThat(notes)
                .containsExactly("a NOT_LISTED suspect changed", "a NOT_LISTED ended changed");
    }

    @Test
    void aSuspectThatIsListedAgainIsTold() {
        publish();
        round("boot1");
        round("boot1", "a");
        assertThat(notes).containsExactly("a NOT_LISTED suspect changed", "a LISTED alive changed");
    }

    @Test
    void aSessionTooYoungToBeListedIsNotTold() {
        stack.stream("name", "key", false);
        stack.steps().publish(hook(A));
        lists("boot1");
        stack.steps().reconcile();
        assertThat(notes).isEmpty();
    }

    @Test
    void aServerThatWasStartedAnewAndAPublisherWithoutASessionAreTold() {
        publish();
        round("boot2", "b");
        round("boot2", "b");
        assertThat(notes)
                .contains("a OTHER_PROCESS suspect")
                .anyMatch(note -> note.startsWith("a OTHER_PROCESS ended changed"));
        round("boot2", "b");
        round("boot2", "b");
        assertThat(notes).contains("b LISTED opened changed");
    }

    private void publish() {
        stack.stream("name", "key", false);
        stack.steps().publish(hook(A));
        stack.clock.pass(Duration.ofSeconds(60));
    }

    private void rounds(int rounds) {
        for (int round = 0; round < rounds; round++) {
            stack.steps().reconcile();
            stack.clock.pass(Duration.ofSeconds(30));
        }
    }

    private void round(String boot, String... clients) {
        lists(boot, clients);
        rounds(1);
    }

    private void lists(String boot, String... clients) {
        List<Publisher> publishers =
                Arrays.stream(clients).map(c -> new Publisher("/live/key", c, true)).toList();
        stack.answers.put("srs", new Listing(stack.clock.instant(), "srs:one", boot, publishers));
    }

    private static Publish hook(Fence fence) {
        return new Publish(
                fence,
                "/live/key",
                new Name("live", "key", Optional.empty()),
                Protocol.RTMP,
                Optional.of("object1"),
                "",
                false);
    }

    private static String text(Finding finding) {
        return "%s %s %s%s"
                .formatted(
                        finding.fence().client(),
                        finding.sight(),
                        finding.rule(),
                        finding.changed() ? " changed" : "");
    }
}
