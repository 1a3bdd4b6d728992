package io.serai.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.serai.accounts.AccountSessionRepository.SessionRow;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own sign-ins. What was read of a session is believed for a few seconds, so a sign-out on
 * another node takes as long to arrive here; one on this node holds at once. Thread-safe.
 */
final class Sessions implements Bearers {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final int MOST_REMEMBERED = 20_000;

    private final SessionTokens tokens;
    private final AccountSessionRepository repository;
    private final AccountRepository accounts;
    private final AccountsSettings settings;
    private final Clock clock;
    private final Cache<UUID, Optional<Known>> known;

    Sessions(
            SessionTokens tokens,
            AccountSessionRepository repository,
            AccountRepository accounts,
            AccountsSettings settings,
            Clock clock) {
        this.tokens = tokens;
        this.repository = repository;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MOST_REMEMBERED)
                        .expireAfterWrite(settings.sessionMemory())
                        .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                        .executor(Runnable::run)
                        .build();
    }

    private record Known(SessionRow session, AccountRow account) {}

    /**
     * A new session.
     *
     * @param token what its holder shows; it is kept nowhere
     */
    record Opened(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "session until " + expiresAt;
        }
    }

    /** Adds a session to the batch; its token is good once that is committed. */
    Opened open(UserId account, SqlBatch batch) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID id = UUID.randomUUID();
        Instant expires = now.plus(settings.sessionIdle());
        repository.add(new SessionRow(id, account, now, expires), batch);
        return new Opened(tokens.make(id, now.plus(settings.sessionLongest())), expires);
    }

    @Override
    public Optional<Proof> find(String token) {
        Instant now = clock.instant();
        return tokens.session(token, now)
                .flatMap(id -> known.get(id, this::read))
                .filter(found -> now.isBefore(found.session().expiresAt()))
                .map(found -> new Proof(found.account(), used(found.session(), now)));
    }

    @Override
    public void end(String token) {
        tokens.session(token, clock.instant())
                .ifPresent(
                        id -> {
                            if (repository.delete(id)) {
                                log.info("account.signed-out session={}", id);
                            }
                            known.invalidate(id);
                        });
    }

    /** Adds to the batch: no token of this account is good any more. Then {@link #forget}. */
    void endAll(UserId account, SqlBatch batch) {
        repository.addDeletionOfAll(account, batch);
    }

    @Override
    public void forget(UserId account) {
        known.asMap()
                .values()
                .removeIf(
                        each -> each.filter(one -> one.account().id().equals(account)).isPresent());
    }

    private Optional<Known> read(UUID id) {
        return repository
                .find(id)
                .flatMap(
                        session ->
                                accounts.byId(session.account())
                                        .map(account -> new Known(session, account)));
    }

    /** Moves the session's end on, at most once in a seventh of the time that it may be idle. */
    private Instant used(SessionRow session, Instant now) {
        Instant last = session.createdAt().plus(settings.sessionLongest());
        Instant wanted = now.plus(settings.sessionIdle());
        Instant end = (wanted.isAfter(last) ? last : wanted).truncatedTo(ChronoUnit.MICROS);
        Duration gain = Duration.between(session.expiresAt(), end);
        if (gain.compareTo(settings.sessionIdle().dividedBy(7)) < 0) {
            return session.expiresAt();
        }
        repository.extend(session.id(), end);
        known.invalidate(session.id());
        return end;
    }
}
