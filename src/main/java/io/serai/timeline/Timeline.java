package io.serai.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream is live, or is not: the answer to an operator. Times are ISO 8601 in UTC.
 *
 * @param stream null where nobody knows the name that was asked for
 * @param state {@code on-air}, {@code suspect}, {@code off-air}, {@code deleted} or {@code unknown}
 * @param since when that state began; null where that is not known
 * @param diagnosis one sentence
 * @param entries newest first
 * @param next what {@code before} has to be for the next page; null on the last one
 */
public record Timeline(
        @Nullable TimelineStream stream,
        String state,
        @Nullable String since,
        String diagnosis,
        List<TimelineEntry> entries,
        @Nullable String next) {
    public Timeline {
        entries = List.copyOf(entries);
    }

    /** Which stream it is; by its title, never by its key. */
    public record TimelineStream(
            long id,
            String title,
            String surface,
            String createdAt,
            @JsonInclude(Include.NON_NULL) @Nullable String deletedAt) {}

    /**
     * One thing that happened. Of the last five, the one that {@code kind} names is there.
     *
     * @param at when; of a delivery, when its event happened
     * @param kind {@code hook}, {@code session}, {@code finding}, {@code event}, {@code delivery},
     *     or {@code gap} where notes could not be kept
     * @param what which hook, what became of the session, how the media server shows it, the
     *     event's type, or the reaction's name
     * @param text a sentence
     * @param times how often the same happened within some minutes
     * @param until when it happened last, if more than once
     */
    @JsonInclude(Include.NON_NULL)
    public record TimelineEntry(
            String at,
            String kind,
            String what,
            String text,
            @Nullable Integer times,
            @Nullable String until,
            @Nullable TimelineHook hook,
            @Nullable TimelineSession session,
            @Nullable TimelineFinding finding,
            @Nullable TimelineEvent event,
            @Nullable TimelineDelivery delivery) {}

    /**
     * A media server's call.
     *
     * @param verdict {@code accepted}, or the reason for a refusal
     * @param rule which rule decided
     * @param address of the encoder or player, as the media server told it
     * @param caller address that the call came from
     * @param ms from the call's arrival to its answer
     */
    @JsonInclude(Include.NON_EMPTY)
    public record TimelineHook(
            boolean accepted,
            String verdict,
            String rule,
            String server,
            String client,
            String address,
            String caller,
            String protocol,
            int ms) {}

    /** A publisher's time on air. */
    @JsonInclude(Include.NON_EMPTY)
    public record TimelineSession(
            long id, String server, String client, String protocol, @Nullable String reason) {}

    /**
     * How a media server showed a publisher when it was asked.
     *
     * @param changed whether something was changed because of it
     */
    @JsonInclude(Include.NON_EMPTY)
    public record TimelineFinding(String server, String client, String rule, boolean changed) {}

    /** What reactions were told. */
    @JsonInclude(Include.NON_NULL)
    public record TimelineEvent(long id, @Nullable String reason, @Nullable Long broadcast) {}

    /**
     * What became of it in one reaction.
     *
     * @param state {@code pending}, {@code parked} or {@code done}
     * @param failures attempts that failed
     */
    @JsonInclude(Include.NON_NULL)
    public record TimelineDelivery(
            long id,
            String event,
            String state,
            int failures,
            @Nullable String lastError,
            @Nullable String nextAttempt,
            @Nullable String finishedAt,
            boolean replayed) {}
}
