package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.StreamKey;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.live.Air.Origin;
import io.serai.live.AirTransactions.Decided;
import io.serai.live.Decision.Note;
import io.serai.live.IngressRules.Known;
import io.serai.live.MediaEvent.Message;
import io.serai.live.ToldRepository.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Takes the messages of media servers that tell more than once and in any order. That a message
 * came before is found out in the transaction of what it changes, so it takes effect once whatever
 * fails. Thread-safe.
 */
@Component
final class Messages {
    /** Longer than any media server repeats a message. */
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final AirTransactions transactions;
    private final ToldRepository told;
    private final ViewerRepository viewers;
    private final EventLog events;
    private final Clock clock;

    Messages(
            AirTransactions transactions,
            ToldRepository told,
            ViewerRepository viewers,
            EventLog events,
            Clock clock) {
        this.transactions = transactions;
        this.told = told;
        this.viewers = viewers;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Applies a message once; empty when no stream is found.
     *
     * @throws Unavailable when the database does not answer; nothing is written then
     */
    Optional<Decided> apply(Message message) {
        AirQuery query =
                message.what() instanceof MediaEvent.Stopped
                        ? AirQuery.byFence(message.fence(), Optional.of(message.name()))
                        : AirQuery.byName(message.fence(), message.name());
        return transactions.run(query, new Once(message));
    }

    /** Forgets what nobody repeats any more. */
    void forgetOld() {
        try {
            told.forget(clock.instant().minus(REMEMBERED));
        } catch (DataAccessException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }

    /** The rule of one message. Not thread-safe; serves one transaction. */
    private final class Once implements AirTransactions.Rule {
        private final Message message;
        private Told before = new Told(true, false, Known.NOTHING);

        private Once(Message message) {
            this.message = message;
        }

        @Override
        public Decision decide(Air air, Optional<StreamKey> requiredToken, Instant now) {
            before = told.read(message);
            if (before.repeated()) {
                return Decision.accept(Note.DUPLICATE);
            }
            return switch (message.what()) {
                case MediaEvent.Began(MediaEvent.Protocol protocol) ->
                        IngressRules.started(air, before.ingress(), origin(message, protocol), now);
                case MediaEvent.Stopped() -> IngressRules.ended(air, message.fence(), now);
                case MediaEvent.Joined(),
                        MediaEvent.Gone(),
                        MediaEvent.Emptied(),
                        MediaEvent.Happened() ->
                        Decision.accept(Note.UNCHANGED);
            };
        }

        @Override
        public void alsoWrite(Found found, Instant now, SqlBatch batch) {
            if (before.repeated()) {
                return;
            }
            told.remember(message, now, batch);
            switch (message.what()) {
                case MediaEvent.Began ignored -> rememberIngress(false, now, batch);
                case MediaEvent.Stopped() -> rememberIngress(true, now, batch);
                case MediaEvent.Joined() -> {
                    if (!before.gone()) {
                        viewers.add(found, message.fence(), now, batch);
                    }
                }
                case MediaEvent.Gone() -> {
                    told.rememberGone(message.fence(), now, batch);
                    viewers.remove(found, message.fence(), batch);
                }
                case MediaEvent.Emptied() -> viewers.removeAll(found, batch);
                case MediaEvent.Happened() -> {}
            }
            message.happening()
                    .ifPresent(
                            happening ->
                                    events.append(
                                            new NewEvent(
                                                    found.air().stream().id(),
                                                    happening.type(),
                                                    now,
                                                    happening.detail()),
                                            batch));
        }

        private void rememberIngress(boolean end, Instant now, SqlBatch batch) {
            told.rememberIngress(
                    message.name().stream(),
                    before.ingress().with(message.fence(), end),
                    now,
                    batch);
        }
    }

    private static Origin origin(Message message, MediaEvent.Protocol protocol) {
        return new Origin(message.fence(), message.name().stream(), protocol, Optional.empty(), "");
    }
}
