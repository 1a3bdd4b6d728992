package io.serai.restream;

import io.serai.common.StreamId;
import io.serai.restream.Machine.Situation;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the database knows of all nodes' restreams, and this node of its own. Thread-safe. */
@Component
final class StoredRestreams implements Restreams {
    private final RestreamRepository repository;
    private final EngineParts engine;

    StoredRestreams(RestreamRepository repository, EngineParts engine) {
        this.repository = repository;
        this.engine = engine;
    }

    @Override
    public Map<DestinationId, RestreamStatus> statuses(Collection<DestinationId> destinations) {
        Map<DestinationId, RestreamStatus> statuses = new HashMap<>();
        repository.statuses(destinations).forEach(one -> statuses.put(one.destination(), one));
        for (DestinationId destination : destinations) {
            engine.supervisor()
                    .find(destination)
                    .filter(Supervisor::isHeld)
                    .ifPresent(restream -> statuses.put(destination, present(restream)));
        }
        return statuses;
    }

    @Override
    public List<RestreamRun> runs(DestinationId destination, long before, int most) {
        return repository.runs(destination, before, most);
    }

    @Override
    public Living living() {
        return repository.living();
    }

    @Override
    public boolean hasLiving(StreamId stream) {
        return engine.supervisor()
                        .all()
                        .filter(restream -> restream.order().stream().equals(stream))
                        .anyMatch(restream -> restream.situation().actual().living())
                || repository.hasLiving(stream);
    }

    private static RestreamStatus present(Supervised restream) {
        Situation situation = restream.situation();
        Order order = restream.order();
        Told told = Told.of(situation.actual(), order.wish(), restream.lines());
        return new RestreamStatus(
                order.destination(),
                told.state(),
                told.since(),
                told.attempts(),
                told.nextStart(),
                told.failure(),
                Optional.of(restream.progress()).filter(_ -> told.state() == RestreamState.RUNNING),
                told.lines());
    }
}
