package io.serai.restream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is done about a destination. On the node that does it this is the present; from another one
 * it is at most some seconds old.
 *
 * @param since when it came into this state; of a running one, when media first arrived
 * @param attempts starts in a row without a stable run
 * @param nextStart while it backs off
 * @param failure the last one; still there while a later start is under way
 * @param progress of the present process, once it has told any
 * @param lines the last ones that its processes wrote, without secrets
 */
public record RestreamStatus(
        DestinationId destination,
        RestreamState state,
        Instant since,
        int attempts,
        Optional<Instant> nextStart,
        Optional<Failure> failure,
        Optional<Progress> progress,
        List<String> lines) {}
