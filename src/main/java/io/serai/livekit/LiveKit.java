package io.serai.livekit;

import io.serai.common.ControlException.Unavailable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Asks LiveKit's API. Every call is over within {@code serai.livekit.deadline}, and none may be
 * made inside a database transaction. Each throws {@link Unavailable} if there is no LiveKit, and
 * {@link LiveKitFailed} if it does not do what it was asked. Thread-safe; what speaks to LiveKit is
 * made by the first question.
 */
@Component
public final class LiveKit implements AutoCloseable {
    static final String NOT_CONFIGURED = "LiveKit is not configured";

    private final LiveKitSettings settings;
    private final Clock clock;
    private final Object making = new Object();
    private volatile Optional<Line> line = Optional.empty();

    LiveKit(LiveKitSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What speaks to LiveKit. */
    private record Line(LiveKitApi api, Attempts attempts) {}

    /** Whether there is one; all else throws if there is none. */
    public boolean configured() {
        return settings.configured();
    }

    /** Where browsers find it, as it is configured. */
    public String url() {
        requireConfigured();
        return settings.url();
    }

    /**
     * Makes an ingress into the room of a user, whose participant there is the user.
     *
     * @param user name of the room, and identity and name of the participant
     */
    public Ingress createIngress(Ingress.Kind kind, String user) {
        return ask().once(left -> api().createIngress(kind, user, left));
    }

    /** The ingresses of a room, in use or not. */
    public List<Ingress> ingresses(String room) {
        return ask().twice(left -> api().ingresses(room, left)).stream()
                .map(IngressState::ingress)
                .toList();
    }

    /**
     * Whoever publishes by it is put out.
     *
     * @return whether LiveKit knew it
     */
    public boolean deleteIngress(String id) {
        return ask().twice(left -> api().deleteIngress(id, left));
    }

    /**
     * Everybody in it is put out; it comes again when somebody enters.
     *
     * @return whether there was one
     */
    public boolean deleteRoom(String room) {
        return ask().twice(left -> api().deleteRoom(room, left));
    }

    /** Who is in a room now; nobody, if there is no such room. */
    public List<Participant> participants(String room) {
        return ask().twice(left -> api().participants(room, left));
    }

    /**
     * How many watch a user's room: everybody but the user. Empty if LiveKit does not say, or if
     * there is none; never throws.
     */
    public OptionalInt viewers(String user) {
        if (!configured()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(
                    (int)
                            participants(user).stream()
                                    .filter(one -> !one.identity().equals(user))
                                    .count());
        } catch (LiveKitFailed e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Changes what a participant may do while it is in the room.
     *
     * @return whether it is there
     */
    public boolean updateParticipant(String room, String identity, Grants grants) {
        return ask().twice(left -> api().updateParticipant(room, identity, grants, left));
    }

    /**
     * Puts a participant out; its token would let it in again.
     *
     * @return whether it was there
     */
    public boolean removeParticipant(String room, String identity) {
        return ask().twice(left -> api().removeParticipant(room, identity, left));
    }

    /** The names of the rooms with somebody inside. */
    Set<String> occupiedRooms() {
        return ask().twice(left -> api().occupiedRooms(left));
    }

    /** Every ingress of this LiveKit. */
    List<IngressState> everyIngress() {
        return ask().twice(left -> api().ingresses("", left));
    }

    /** How the questions of late went. */
    Attempts.State state() {
        return line.map(open -> open.attempts().state()).orElse(new Attempts.State.Unasked());
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        synchronized (making) {
            line.ifPresent(open -> open.api().close());
        }
    }

    private Attempts ask() {
        return line().attempts();
    }

    private LiveKitApi api() {
        return line().api();
    }

    private Line line() {
        return line.orElseGet(this::open);
    }

    private Line open() {
        requireConfigured();
        synchronized (making) {
            if (line.isEmpty()) {
                line =
                        Optional.of(
                                new Line(
                                        new LiveKitApi(settings),
                                        new Attempts(
                                                settings.deadline(), settings.pause(), clock)));
            }
            return line.get();
        }
    }

    private void requireConfigured() {
        if (!configured()) {
            throw new Unavailable(NOT_CONFIGURED);
        }
    }
}
