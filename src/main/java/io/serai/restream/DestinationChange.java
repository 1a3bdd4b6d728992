package io.serai.restream;

import java.util.Optional;

/** What is to become different about a destination; what is absent stays. */
public record DestinationChange(
        Optional<Boolean> enabled,
        Optional<TargetKey> key,
        Optional<String> url,
        Optional<String> displayName,
        Optional<String> profile) {
    /** Whether a process that runs has to be replaced for it. */
    boolean concernsProcess() {
        return key.isPresent() || url.isPresent() || profile.isPresent();
    }
}
