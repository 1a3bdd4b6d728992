package io.serai.accounts;

import io.serai.common.UserId;
import java.time.Instant;
import java.util.Optional;

/** Somebody's wish to be a creator. */
record CreatorApplication(
        long id,
        UserId account,
        ApplicationStatus status,
        Instant createdAt,
        Optional<Instant> decidedAt) {}
