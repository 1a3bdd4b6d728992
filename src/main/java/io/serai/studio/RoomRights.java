package io.serai.studio;

import io.serai.common.UserId;
import io.serai.events.StreamEvent;
import io.serai.livekit.Grants;
import io.serai.livekit.LiveKit;
import io.serai.livekit.LiveKitFailed;
import io.serai.livekit.Participant;
import io.serai.streams.ChatSettings;
import io.serai.studio.Standing.Viewer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings what people in a creator's room may do in line with what the database says now, whatever
 * happened and in whichever order. Thread-safe.
 */
@Component
final class RoomRights {
    private static final Logger log = LoggerFactory.getLogger(RoomRights.class);

    private final LiveKit liveKit;
    private final StudioRepository repository;
    private final StandingRepository standings;

    RoomRights(LiveKit liveKit, StudioRepository repository, StandingRepository standings) {
        this.liveKit = liveKit;
        this.repository = repository;
        this.standings = standings;
    }

    /**
     * Everybody in the room, or only whom the event names.
     *
     * @throws LiveKitFailed when LiveKit does not do its part
     */
    void apply(StreamEvent event) {
        Optional<StudioStream> stream = repository.byId(event.stream());
        if (stream.isEmpty() || !liveKit.configured()) {
            return;
        }
        Optional<String> named =
                Optional.ofNullable(event.detail().get("user"))
                        .or(() -> Optional.ofNullable(event.detail().get("participant")))
                        .map(Objects::toString);
        if (named.isPresent()) {
            applyToOne(stream.get(), Identity.of(named.get()), named.get());
        } else {
            applyToAll(stream.get());
        }
    }

    private void applyToOne(StudioStream stream, Identity identity, String name) {
        switch (identity) {
            case Identity.Signed(UserId user) when !user.equals(stream.owner()) -> {
                Viewer standing = standings.of(user, stream.owner());
                act(stream, name, standing, Optional.empty());
            }
            case Identity.Guest guest -> act(stream, name, new Standing.Guest(), Optional.empty());
            case Identity.Signed creator -> {}
            case Identity.Other other -> {}
        }
    }

    private void applyToAll(StudioStream stream) {
        List<Participant> people = liveKit.participants(stream.owner().toString());
        List<UserId> viewers =
                people.stream()
                        .map(person -> Identity.of(person.identity()))
                        .filter(Identity.Signed.class::isInstance)
                        .map(signed -> ((Identity.Signed) signed).user())
                        .filter(user -> !user.equals(stream.owner()))
                        .collect(Collectors.toList());
        Map<UserId, Viewer> known = standings.of(viewers, stream.owner());
        for (Participant person : people) {
            Optional<Grants> has = Optional.of(person.grants());
            switch (Identity.of(person.identity())) {
                case Identity.Signed(UserId user) when known.containsKey(user) ->
                        act(stream, person.identity(), known.get(user), has);
                case Identity.Guest guest ->
                        act(stream, person.identity(), new Standing.Guest(), has);
                case Identity.Signed creator -> {}
                case Identity.Other other -> {}
            }
        }
    }

    /**
     * @param has what the participant may do now, if that is known
     */
    private void act(
            StudioStream stream, String identity, Standing standing, Optional<Grants> has) {
        String room = stream.owner().toString();
        ChatSettings chat = stream.chat();
        if (standing instanceof Viewer viewer && viewer.blocked()) {
            if (liveKit.removeParticipant(room, identity)) {
                log.info("participant.removed stream={} user={}", stream.id(), identity);
            }
            return;
        }
        Grants wanted = standing.inside(chat);
        if (!has.equals(Optional.of(wanted))) {
            liveKit.updateParticipant(room, identity, wanted);
        }
    }
}
