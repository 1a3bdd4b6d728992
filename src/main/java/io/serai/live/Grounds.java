package io.serai.live;

import io.serai.common.StreamId;
import java.util.Optional;

/**
 * What a verdict rests on.
 *
 * @param stream the stream that was found, if one was
 * @param rule which rule applied, as in the metric {@code serai.live.decisions}; empty without a
 *     stream
 * @param changed whether what is on air changed, a mere sign of life apart
 */
public record Grounds(Optional<StreamId> stream, String rule, boolean changed) {
    /** Nothing was found, or nothing was looked for. */
    public static final Grounds NONE = new Grounds(Optional.empty(), "", false);

    static Grounds of(Found found, Decision decision) {
        return new Grounds(
                Optional.of(found.air().stream().id()),
                decision.note().word(),
                decision.changesWhoIsOnAir());
    }
}
