package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.accounts.TieChanged.Kind;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.events.NewEvent;
import io.serai.livekit.Grants;
import io.serai.livekit.LiveKit;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.ScriptedLiveKit.Mode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.ParticipantPermission;
import livekit.LivekitRoom.UpdateParticipantRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a creator changes takes effect on people who are in the room. */
class RoomRightsTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private static ScriptedLiveKit liveKit;
    private static StudioSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        liveKit = ScriptedLiveKit.start();
        site = new StudioSite(StudioApplication.start(directory, liveKit));
    }

    @AfterAll
    static void stop() {
        site.close();
        liveKit.close();
    }

    @AfterEach
    void mend() {
        liveKit.answer(Mode.NORMAL);
    }

    @Test
    void silencesAllButTheHostWhenTheChatIsOff() {
        UserId creator = site.streamer("Silence");
        UserId viewer = site.somebody();
        enter(
                creator,
                creator.toString(),
                "Host-" + creator,
                viewer.toString(),
                "guest-1-x",
                "EG_1");
        int asked = liveKit.requests();

        site.put("/api/stream/chat-settings", creator, "{\"isChatEnabled\":false}");

        assertThat(liveKit.requests()).as("never in the request").isEqualTo(asked);
        react(creator);
        assertThat(mayWrite(creator))
                .isEqualTo(
                        Map.of(
                                creator.toString(),
                                "untouched",
                                "Host-" + creator,
                                "untouched",
                                viewer.toString(),
                                "false",
                                "guest-1-x",
                                "false",
                                "EG_1",
                                "untouched"));

        site.put("/api/stream/chat-settings", creator, "{\"isChatEnabled\":true}");
        react(creator);
        assertThat(mayWrite(creator))
                .containsEntry(viewer.toString(), "true")
                .containsEntry("guest-1-x", "true");
    }

    @Test
    void leavesViewersTheirOtherRights() {
        UserId creator = site.streamer("Rights");
        UserId viewer = site.somebody();
        enter(creator, viewer.toString());
        site.put("/api/stream/chat-settings", creator, "{\"isChatEnabled\":false}");

        react(creator);

        ParticipantPermission permission =
                ((UpdateParticipantRequest) liveKit.calls().getLast().request()).getPermission();
        assertThat(permission.getCanSubscribe()).isTrue();
        assertThat(permission.getCanPublish()).isFalse();
        assertThat(permission.getCanPublishData()).isFalse();
    }

    @Test
    void letsOnlyFollowersWriteWhenTheChatIsForThem() {
        UserId creator = site.streamer("Followers");
        UserId follower = site.somebody();
        UserId other = site.somebody();
        site.tie(follower, Kind.FOLLOWED, creator);
        enter(creator, follower.toString(), other.toString(), "guest-1-x");

        site.put("/api/stream/chat-settings", creator, "{\"isChatFollowersOnly\":true}");
        react(creator);

        assertThat(mayWrite(creator))
                .isEqualTo(
                        Map.of(
                                follower.toString(),
                                "true",
                                other.toString(),
                                "false",
                                "guest-1-x",
                                "false"));

        site.tie(follower, Kind.UNFOLLOWED, creator);
        react(creator);
        assertThat(mayWrite(creator)).containsEntry(follower.toString(), "false");

        site.tie(other, Kind.FOLLOWED, creator);
        react(creator);
        assertThat(mayWrite(creator))
                .containsEntry(other.toString(), "true")
                .containsEntry(follower.toString(), "false");
    }

    @Test
    void putsOutWhoIsBlocked() {
        UserId creator = site.streamer("Block");
        UserId blocked = site.somebody();
        UserId other = site.somebody();
        enter(creator, blocked.toString(), other.toString());

        site.tie(creator, Kind.BLOCKED, blocked);
        react(creator);

        assertThat(mayWrite(creator)).containsOnlyKeys(other.toString());
        react(creator);
        assertThat(mayWrite(creator)).as("twice does no harm").containsOnlyKeys(other.toString());
    }

    @Test
    void putsOutWhoComesBackWithAnOldToken() {
        UserId creator = site.streamer("Back");
        UserId blocked = site.somebody();
        UserId other = site.somebody();
        site.tie(creator, Kind.BLOCKED, blocked);
        site.put("/api/stream/chat-settings", creator, "{\"isChatFollowersOnly\":true}");
        enter(creator, blocked.toString(), other.toString(), "guest-1-x", "Host-" + creator);

        for (String identity :
                List.of(
                        blocked.toString(),
                        other.toString(),
                        "guest-1-x",
                        "Host-" + creator,
                        creator.toString())) {
            joined(creator, identity);
        }

        assertThat(mayWrite(creator))
                .isEqualTo(
                        Map.of(
                                other.toString(),
                                "false",
                                "guest-1-x",
                                "false",
                                "Host-" + creator,
                                "untouched"));
    }

    @Test
    void writesAnEventOnlyWhereItMatters() {
        UserId creator = site.streamer("Events");
        UserId viewer = site.somebody();
        UserId withoutStream = site.creator();
        long stream = site.stream(creator);
        int before = site.events(stream).size();

        site.tie(viewer, Kind.FOLLOWED, creator);
        site.tie(viewer, Kind.UNFOLLOWED, creator);
        site.tie(viewer, Kind.BLOCKED, creator);
        site.tie(creator, Kind.FOLLOWED, viewer);
        site.tie(withoutStream, Kind.BLOCKED, viewer);
        assertThat(site.events(stream)).hasSize(before);

        site.tie(creator, Kind.BLOCKED, viewer);
        site.tie(creator, Kind.UNBLOCKED, viewer);
        assertThat(site.events(stream).subList(before, before + 1))
                .extracting(NewEvent::type, NewEvent::detail)
                .first()
                .isEqualTo(tuple("viewer.blocked", Map.of("user", viewer.toString())));
        assertThat(site.events(stream)).hasSize(before + 1);
    }

    @Test
    void triesAgainLaterWhenLiveKitDoesNotAnswer() {
        UserId creator = site.streamer("Retry");
        UserId blocked = site.somebody();
        enter(creator, blocked.toString());
        site.tie(creator, Kind.BLOCKED, blocked);
        liveKit.answer(Mode.UNREACHABLE);

        assertThat(site.deliverLast("livekit-room", site.stream(creator)).isFailed()).isTrue();

        liveKit.answer(Mode.NORMAL);
        react(creator);
        assertThat(mayWrite(creator)).isEmpty();
    }

    private static void react(UserId creator) {
        assertThat(site.deliverLast("livekit-room", site.stream(creator)).getException()).isNull();
    }

    private static void joined(UserId creator, String identity) {
        site.deliver(
                "livekit-entrance",
                new NewEvent(
                        new StreamId(site.stream(creator)),
                        "livekit.participant-joined",
                        AT,
                        Map.of("room", creator.toString(), "participant", identity, "sid", "PA")));
    }

    /** Viewers and guests come with a token that lets them write. */
    private static void enter(UserId creator, String... identities) {
        for (String identity : identities) {
            liveKit.state().enter(creator.toString(), identity, AT);
            if (!identity.equals(creator.toString())
                    && !(Identity.of(identity) instanceof Identity.Other)) {
                site.context
                        .getBean(LiveKit.class)
                        .updateParticipant(creator.toString(), identity, Grants.VIEWER);
            }
        }
    }

    /** Everybody in the room, with what LiveKit was told of their right to write. */
    private static Map<String, String> mayWrite(UserId creator) {
        Map<String, String> rights = new TreeMap<>();
        for (ParticipantInfo one : liveKit.state().participants(creator.toString())) {
            rights.put(
                    one.getIdentity(),
                    one.hasPermission()
                            ? Boolean.toString(one.getPermission().getCanPublishData())
                            : "untouched");
        }
        return rights;
    }
}
