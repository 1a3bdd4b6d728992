package io.serai.destinations;

import io.serai.common.UserId;
import io.serai.destinations.DestinationDesk.Owned;
import io.serai.destinations.StatusAnswers.DestinationStatus;
import io.serai.restream.Destination;
import io.serai.restream.DestinationId;
import io.serai.restream.RestreamStatus;
import io.serai.restream.Restreams;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What is done about somebody's destinations. Thread-safe. */
@Component
final class Statuses {
    private final DestinationDesk destinations;
    private final Restreams restreams;
    private final Clock clock;

    Statuses(DestinationDesk destinations, Restreams restreams, Clock clock) {
        this.destinations = destinations;
        this.restreams = restreams;
        this.clock = clock;
    }

    DestinationStatus of(Destination destination) {
        return status(destination, restreams.statuses(List.of(destination.id())));
    }

    /** The last lines of its processes, oldest first. */
    List<String> lines(Destination destination) {
        return Optional.ofNullable(
                        restreams.statuses(List.of(destination.id())).get(destination.id()))
                .map(RestreamStatus::lines)
                .orElse(List.of());
    }

    /** By owner, all of theirs; the processes are asked about once for all of them. */
    Map<UserId, List<DestinationStatus>> ofOwners(Iterable<UserId> owners) {
        Map<UserId, List<Destination>> all = new HashMap<>();
        owners.forEach(
                owner ->
                        all.put(
                                owner,
                                destinations.ofOwner(owner).stream()
                                        .map(Owned::destination)
                                        .toList()));
        List<DestinationId> ids = new ArrayList<>();
        all.values().forEach(each -> each.forEach(one -> ids.add(one.id())));
        Map<DestinationId, RestreamStatus> known =
                ids.isEmpty() ? Map.of() : restreams.statuses(ids);
        Map<UserId, List<DestinationStatus>> statuses = new HashMap<>();
        all.forEach(
                (owner, each) ->
                        statuses.put(owner, each.stream().map(one -> status(one, known)).toList()));
        return statuses;
    }

    private DestinationStatus status(
            Destination destination, Map<DestinationId, RestreamStatus> known) {
        return DestinationStatus.of(
                destination, Optional.ofNullable(known.get(destination.id())), clock.instant());
    }
}
