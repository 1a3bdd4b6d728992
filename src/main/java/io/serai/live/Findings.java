package io.serai.live;

import io.serai.live.AirTransactions.Decided;
import io.serai.live.Decision.Note;
import io.serai.live.JournalNote.Finding;
import io.serai.live.JournalNote.Sight;
import io.serai.live.OnAirReport.Publisher;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Writes into the journal how media servers show each session: only when that is news, or something
 * changed because of it, since every session is looked at every few seconds. Thread-safe.
 */
@Component
final class Findings {
    private final Journal journal;
    private final Clock clock;
    private final Map<Fence, Sight> known = new ConcurrentHashMap<>();

    Findings(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** It is on air and its server lists just its publisher, as nearly always. */
    void confirmed(SessionRow session, View view) {
        Sight sight = sight(session.fence(), view);
        if (isNews(session.fence(), sight)) {
            Instant now = clock.instant();
            journal.add(
                    () ->
                            new Finding(
                                    now, session.stream(), session.fence(), sight, "alive", false));
        }
    }

    /** It was judged under its lock. */
    void judged(Fence fence, View view, Decided decided) {
        Sight sight = sight(fence, view);
        boolean tooEarly =
                decided.decision().note() == Note.UNKNOWN
                        && sight != Sight.UNREACHABLE
                        && sight != Sight.NO_API;
        if (!tooEarly && isNews(fence, sight) | decided.decision().changesWhoIsOnAir()) {
            add(fence, sight, decided);
        }
    }

    /** Something that needs no question showed a publisher. */
    void seen(Fence fence, Sight sight, Decided decided) {
        if (decided.decision().changesWhoIsOnAir()) {
            add(fence, sight, decided);
        }
    }

    /** Forgets the sessions that are no longer on air. */
    void keep(Set<Fence> onAir) {
        known.keySet().retainAll(onAir);
    }

    private boolean isNews(Fence fence, Sight sight) {
        return known.put(fence, sight) != sight;
    }

    private void add(Fence fence, Sight sight, Decided decided) {
        Instant now = clock.instant();
        journal.add(
                () -> {
                    Grounds grounds = Grounds.of(decided.found(), decided.decision());
                    return new Finding(
                            now,
                            decided.found().air().stream().id(),
                            fence,
                            sight,
                            grounds.rule(),
                            grounds.changed());
                });
    }

    private static Sight sight(Fence fence, View view) {
        return switch (view) {
            case View.NoApi() -> Sight.NO_API;
            case View.Unknown() -> Sight.UNREACHABLE;
            case View.OtherServer ignored -> Sight.OTHER_SERVER;
            case View.Updates updates -> updates.silent() ? Sight.SILENT : Sight.UPDATES;
            case View.Listed listed -> sight(fence, listed);
        };
    }

    private static Sight sight(Fence fence, View.Listed listed) {
        if (!listed.boot().equals(fence.boot())) {
            return Sight.OTHER_PROCESS;
        }
        Optional<Publisher> publisher = listed.publisher().filter(p -> !p.client().isEmpty());
        boolean active = publisher.filter(Publisher::active).isPresent();
        if (publisher.filter(p -> p.client().equals(fence.client())).isPresent()) {
            return active ? Sight.LISTED : Sight.WITHOUT_MEDIA;
        }
        return active ? Sight.OTHER_PUBLISHER : Sight.NOT_LISTED;
    }
}
