package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.livekit.Grants;
import io.serai.streams.ChatSettings;
import io.serai.studio.Standing.Admission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

    /** "in": a token with which one may write; "silent": one without; or the refusal's text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host            | open      | in
                    host            | off       | in
                    host            | followers | in
                    viewer          | open      | in
                    viewer          | off       | silent
                    viewer          | followers | Chat is restricted to followers only
                    viewer          | both      | Chat is restricted to followers only
                    follower        | open      | in
                    follower        | off       | silent
                    follower        | followers | in
                    follower        | both      | silent
                    blocked         | open      | You are blocked by this creator
                    blocked         | followers | You are blocked by this creator
                    blockedFollower | open      | You are blocked by this creator
                    guest           | open      | in
                    guest           | off       | silent
                    guest           | followers | silent
                    guest           | both      | silent
                    """)
    void decidesWhoGetsWhichToken(String who, String chat, String outcome) {
        Admission admission = standing(who).admission(chat(chat));

        assertThat(admission)
                .isEqualTo(
                        switch (outcome) {
                            case "in" -> new Admission.Admitted(Grants.VIEWER);
                            case "silent" -> new Admission.Admitted(Grants.SILENT_VIEWER);
                            default -> new Admission.Refusal(outcome);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, followers, false",
        "viewer, open, true",
        "follower, followers, true",
        "follower, both, false",
        "guest, followers, false",
        "host, both, true"
    })
    void letsPeopleInTheRoomGoOnWatching(String who, String chat, boolean writes) {
        assertThat(standing(who).inside(chat(chat))).isEqualTo(new Grants(false, writes));
    }

    private static Standing standing(String who) {
        return switch (who) {
            case "host" -> new Standing.Host();
            case "guest" -> new Standing.Guest();
            case "viewer" -> new Standing.Viewer(false, false);
            case "follower" -> new Standing.Viewer(false, true);
            case "blocked" -> new Standing.Viewer(true, false);
            default -> new Standing.Viewer(true, true);
        };
    }

    private static ChatSettings chat(String word) {
        return switch (word) {
            case "off" -> new ChatSettings(false, false, false);
            case "followers" -> new ChatSettings(true, false, true);
            case "both" -> new ChatSettings(false, true, true);
            default -> ChatSettings.DEFAULT;
        };
    }
}
