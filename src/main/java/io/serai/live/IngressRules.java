package io.serai.live;

import io.serai.live.Air.Origin;
import io.serai.live.Air.Session;
import io.serai.live.Decision.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules for ingresses of LiveKit, whose webhooks tell begin and end of a publisher more than
 * once and in any order: pure functions, see docs/sessions.md ("LiveKit"). LiveKit has let the
 * publisher in long before we hear of it, so nobody is refused.
 */
final class IngressRules {
    private IngressRules() {}

    /**
     * What was told of an ingress before.
     *
     * @param newest its newest publisher, by when they began
     * @param ended whether the end of that one was told
     */
    record Known(Optional<Fence> newest, boolean ended) {
        static final Known NOTHING = new Known(Optional.empty(), false);

        /** Whether a newer publisher than this one is known. */
        boolean hasNewerThan(Fence other) {
            return newest.filter(known -> newer(known, other)).isPresent();
        }

        boolean hasEnded(Fence other) {
            return ended && newest.equals(Optional.of(other));
        }

        /** What is known from now on, if this message says anything new. */
        Known with(Fence told, boolean itsEnd) {
            if (hasNewerThan(told) || hasEnded(told)) {
                return this;
            }
            return new Known(Optional.of(told), itsEnd);
        }
    }

    /** Somebody publishes by the ingress. */
    static Decision started(Air air, Known known, Origin b, Instant now) {
        if (known.hasNewerThan(b.fence()) || known.hasEnded(b.fence())) {
            return Decision.accept(Note.STALE_START);
        }
        if (air.current().isEmpty()) {
            return Rules.open(air, b, now, "published");
        }
        Session a = air.current().get();
        if (a.fence().equals(b.fence())) {
            return Rules.trust(a).noted(Note.DUPLICATE);
        }
        if (!Ingresses.isIngress(a.fence())) {
            return Decision.accept(Note.UNCHANGED).check(Duration.ZERO);
        }
        boolean sameIngress = a.origin().path().equals(b.path());
        // Found by the reconciler before it was told of.
        return sameIngress && newer(a.fence(), b.fence())
                ? Decision.accept(Note.STALE_START)
                : Rules.replace(a, b, now, "reconnected");
    }

    /** A publisher of the ingress has gone. */
    static Decision ended(Air air, Fence x, Instant now) {
        if (air.current().isEmpty()) {
            return Decision.accept(Note.NOT_ON_AIR);
        }
        Session a = air.current().get();
        if (a.fence().equals(x)) {
            return Rules.endAs(air, a, EndReason.UNPUBLISH, now);
        }
        // Of an older one, or of a newer one whose begin we did not hear of: only LiveKit knows.
        return Decision.accept(Note.STALE_END).check(Duration.ZERO);
    }

    private static boolean newer(Fence one, Fence other) {
        return Ingresses.startedNs(one) > Ingresses.startedNs(other);
    }
}
