package io.serai.accounts;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.TooMany;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applications to be a creator. The latest one of an account counts; an admin may decide on it
 * again. Thread-safe.
 */
@Component
final class Applications {
    private static final Logger log = LoggerFactory.getLogger(Applications.class);

    private final ApplicationRepository repository;
    private final AuditLog audit;
    private final RateLimiter limiter;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Applications(
            ApplicationRepository repository,
            AuditLog audit,
            AccountsSettings settings,
            RateLimits limits,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.audit = audit;
        this.limiter = limits.limiter("creator-applications", settings.applicationLimit());
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @throws Conflict when one waits for an answer, or was approved
     * @throws TooMany when this account or this address applies too often
     */
    CreatorApplication apply(UserId account, HttpCall call) {
        limiter.take(call.caller(), "Too many applications");
        limiter.take("account " + account, "Too many applications");
        CreatorApplication made =
                transactions
                        .execute(tx -> insert(account, call))
                        .orElseThrow(() -> already(account));
        log.info("application.created application={} account={}", made.id(), account);
        return made;
    }

    /**
     * @throws NotFound when there is none with this id
     * @throws Conflict when the account has applied again since
     */
    CreatorApplication decide(long id, ApplicationStatus decision, Actor admin) {
        CreatorApplication decided =
                transactions.execute(tx -> decideInTransaction(id, decision, admin));
        log.info(
                "application.decided application={} account={} status={}",
                id,
                decided.account(),
                decision);
        return decided;
    }

    List<CreatorApplication> page(List<ApplicationStatus> states, long before, int most) {
        return repository.page(states, before, most);
    }

    private Optional<CreatorApplication> insert(UserId account, HttpCall call) {
        Optional<CreatorApplication> made = repository.insert(account, now());
        made.ifPresent(
                application ->
                        audit.write(
                                AuditEntry.of(
                                        Actor.account(account, call),
                                        "application.created",
                                        "application",
                                        application.id())));
        return made;
    }

    private CreatorApplication decideInTransaction(
            long id, ApplicationStatus decision, Actor admin) {
        CreatorApplication found =
                repository.lock(id).orElseThrow(() -> new NotFound("Application not found"));
        long latest = repository.latest(found.account()).orElseThrow().id();
        if (latest != id) {
            throw new Conflict("This account has applied again since");
        }
        if (found.status() == decision) {
            return found;
        }
        Instant now = now();
        repository.decide(id, decision, now);
        audit.write(
                AuditEntry.of(
                        admin,
                        decision == ApplicationStatus.APPROVED
                                ? "application.approved"
                                : "application.rejected",
                        "application",
                        id,
                        "status"));
        return new CreatorApplication(
                id, found.account(), decision, found.createdAt(), Optional.of(now));
    }

    private Conflict already(UserId account) {
        boolean approved =
                repository
                        .latest(account)
                        .filter(latest -> latest.status() == ApplicationStatus.APPROVED)
                        .isPresent();
        return new Conflict(
                approved
                        ? "You are a creator already"
                        : "Your application is waiting for an answer");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
