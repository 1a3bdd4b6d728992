package io.serai.broadcasts;

import io.serai.common.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How many watch: who is in the chat, or, without a chat, who plays. Thread-safe. */
@Component
final class ViewerCount {
    private final ObjectProvider<Audience> audience;
    private final FiguresRepository figures;

    ViewerCount(ObjectProvider<Audience> audience, FiguresRepository figures) {
        this.audience = audience;
        this.figures = figures;
    }

    int of(StreamId stream) {
        return of(List.of(stream)).getOrDefault(stream, 0);
    }

    Map<StreamId, Integer> of(Collection<StreamId> streams) {
        if (streams.isEmpty()) {
            return Map.of();
        }
        Audience present = audience.getIfAvailable();
        return present == null ? figures.players(streams) : present.viewers(streams);
    }

    Optional<Audience.Talk> talk(StreamId stream) {
        return Optional.ofNullable(audience.getIfAvailable()).map(one -> one.talk(stream));
    }
}
