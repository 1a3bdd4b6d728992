package io.serai.accounts;

import io.serai.common.UserId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who is a creator. Thread-safe. */
@Component
public final class Creators {
    private final ApplicationRepository repository;

    Creators(ApplicationRepository repository) {
        this.repository = repository;
    }

    /** How the latest application of this account stands; empty if there never was one. */
    public Optional<ApplicationStatus> application(UserId account) {
        return repository.latest(account).map(CreatorApplication::status);
    }
}
