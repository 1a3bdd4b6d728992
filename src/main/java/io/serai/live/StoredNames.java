package io.serai.live;

import io.serai.live.MediaEvent.Name;
import io.serai.streams.PublicName;
import org.springframework.stereotype.Component;

/** Looks for the key that has a public name. Thread-safe. */
@Component
final class StoredNames implements PublishedNames {
    private final SessionRepository sessions;

    StoredNames(SessionRepository sessions) {
        this.sessions = sessions;
    }

    @Override
    public Name of(Name shown) {
        return of(shown, sessions);
    }

    static Name of(Name shown, SessionRepository sessions) {
        return PublicName.isOne(shown.stream())
                ? sessions.publishedAs(shown.stream())
                        .map(published -> new Name(shown.app(), published, shown.token()))
                        .orElse(shown)
                : shown;
    }
}
