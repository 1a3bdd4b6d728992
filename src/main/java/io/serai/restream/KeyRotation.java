package io.serai.restream;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Brings the keys of destinations from an older {@code ENCRYPTION_KEY}, or StreamHelper's own form,
 * to the present one. The keys themselves stay, so no process has to know. Thread-safe.
 */
@Component
public final class KeyRotation {
    private final DestinationRepository repository;
    private final KeyCipher cipher;

    KeyRotation(DestinationRepository repository, KeyCipher cipher) {
        this.repository = repository;
        this.cipher = cipher;
    }

    /**
     * What was done about some destinations.
     *
     * @param last id of the last of them; empty: there are no more
     * @param sealed so many keys are encrypted anew
     * @param unreadable whose key opens with no key that is configured; they stay as they are
     */
    public record Part(Optional<DestinationId> last, int sealed, List<DestinationId> unreadable) {}

    /**
     * Looks at the next destinations whose key is not encrypted with the present one, in the
     * caller's transaction.
     *
     * @param after id of the last one that was looked at; 0 at first
     * @param most so many at once
     */
    public Part next(long after, int most) {
        List<Destination> old = repository.withOtherKeys(cipher.currentVersion(), after, most);
        List<DestinationId> unreadable =
                old.stream().filter(one -> !isReadable(one)).map(Destination::id).toList();
        int sealed = 0;
        for (Destination one : old) {
            // An owner who has just entered another key has it encrypted with the present one.
            if (!unreadable.contains(one.id())
                    && repository.sealAnew(
                            one.id(),
                            one.key(),
                            cipher.seal(one.id(), cipher.open(one.id(), one.key())))) {
                sealed++;
            }
        }
        return new Part(
                old.isEmpty() ? Optional.empty() : Optional.of(old.getLast().id()),
                sealed,
                unreadable);
    }

    private boolean isReadable(Destination one) {
        try {
            cipher.open(one.id(), one.key());
            return true;
        } catch (UnreadableKey e) {
            return false;
        }
    }
}
