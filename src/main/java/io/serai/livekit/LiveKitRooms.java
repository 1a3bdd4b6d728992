package io.serai.livekit;

import io.serai.live.Fence;
import io.serai.live.Ingresses;
import io.serai.live.ListedRooms;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says who is in LiveKit's rooms. Thread-safe. */
@Component
final class LiveKitRooms implements ListedRooms {
    private final LiveKit livekit;

    LiveKitRooms(LiveKit livekit) {
        this.livekit = livekit;
    }

    @Override
    public Optional<Set<String>> occupied() {
        return said(livekit::occupiedRooms);
    }

    @Override
    public Optional<Set<Fence>> viewers(String room) {
        return said(
                () ->
                        livekit.participants(room).stream()
                                .filter(one -> !one.identity().equals(room))
                                .map(one -> Ingresses.participant(one.sid()))
                                .collect(Collectors.toUnmodifiableSet()));
    }

    /** That LiveKit does not answer is told by whoever asks it for what is on air. */
    private <T> Optional<T> said(Supplier<T> question) {
        if (!livekit.configured()) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.get());
        } catch (LiveKitFailed e) {
            return Optional.empty();
        }
    }
}
