package io.serai.accounts;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.accounts.AccountForm.Pair;
import io.serai.accounts.AccountForm.PasswordChange;
import io.serai.accounts.AccountRepository.KnownPassword;
import io.serai.accounts.Sessions.Opened;
import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Conflict;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import io.serai.database.SqlBatch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Sign-up, sign-in and the change of a password. Thread-safe. */
@Component
final class SignIns {
    private static final Logger log = LoggerFactory.getLogger(SignIns.class);
    private static final String METRIC = "serai.accounts.sign-ins";

    private final AccountRepository repository;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Attempts attempts;
    private final RateLimiter signUps;
    private final AuditLog audit;
    private final boolean elsewhere;
    private final TransactionTemplate transactions;
    private final JdbcOperations jdbc;
    private final MeterRegistry metrics;
    private final Clock clock;

    SignIns(
            AccountRepository repository,
            Sessions sessions,
            Passwords passwords,
            AuditLog audit,
            AccountsSettings settings,
            RateLimits limits,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            MeterRegistry metrics,
            Clock clock) {
        this.repository = repository;
        this.sessions = sessions;
        this.passwords = passwords;
        this.attempts = new Attempts(limits, settings);
        this.signUps = limits.limiter("sign-up", settings.signUpLimit());
        this.audit = audit;
        this.elsewhere = settings.issuer().configured();
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Somebody, and the session that they have just opened. */
    record Entered(AccountRow account, Opened session) {}

    /**
     * A new account, signed in.
     *
     * @throws Conflict when the e-mail address or the username is taken
     * @throws TooMany when this address signs up too often
     */
    Entered signUp(SignUp wanted, HttpCall call) {
        requireHere();
        signUps.take(call.caller(), "Too many sign-ups");
        String hash = passwords.hash(wanted.password());
        Optional<Entered> entered =
                transactions.execute(
                        tx ->
                                repository
                                        .insert(wanted, hash, now())
                                        .map(account -> enter(account, created(account, call))));
        // A lost race and an old account look the same from here.
        Entered made = entered.orElseThrow(() -> taken(wanted));
        log.info("account.created account={} by=sign-up", made.account().id());
        count("signed-up");
        return made;
    }

    /**
     * A new session, if the password is right. Whether there is such an account makes no difference
     * in text, and none in the work that is done.
     *
     * @throws TooMany after too many wrong passwords
     * @throws Unavailable when too many sign in at once
     */
    Optional<Entered> signIn(Pair pair, HttpCall call) {
        requireHere();
        String email = AccountForm.canonical(pair.email());
        attempts.begin(call.caller(), email);
        Optional<KnownPassword> known =
                AccountForm.isEmail(email) ? repository.passwordByEmail(email) : Optional.empty();
        boolean right = passwords.matches(pair.password(), known.map(KnownPassword::hash));
        // A password that was changed meanwhile is a wrong one.
        Optional<Entered> entered = right ? known.flatMap(this::enterBy) : Optional.empty();
        if (entered.isPresent()) {
            attempts.succeeded(call.caller(), email);
            log.info("account.signed-in account={}", entered.get().account().id());
        } else {
            log.info("account.refused address={}", call.caller().address());
        }
        count(entered.isPresent() ? "signed-in" : "refused");
        return entered;
    }

    /**
     * A new session in place of all that the account has had; empty if the present password is
     * wrong.
     *
     * @throws TooMany after too many wrong passwords
     * @throws Conflict when it was changed at the same time
     */
    Optional<Entered> changePassword(AccountRow account, PasswordChange change, HttpCall call) {
        requireHere();
        String who = "account " + account.id();
        attempts.begin(call.caller(), who);
        Optional<KnownPassword> known = repository.passwordById(account.id());
        if (!passwords.matches(change.current(), known.map(KnownPassword::hash))) {
            return Optional.empty();
        }
        attempts.succeeded(call.caller(), who);
        String hash = passwords.hash(change.wanted());
        Opened opened =
                transactions.execute(tx -> replace(account.id(), known.orElseThrow(), hash, call));
        sessions.forget(account.id());
        log.info("account.password-changed account={}", account.id());
        return Optional.of(new Entered(account, opened));
    }

    private Opened replace(UserId account, KnownPassword before, String hash, HttpCall call) {
        if (!repository.setPassword(before, hash, now())) {
            throw new Conflict("The password was changed at the same time");
        }
        SqlBatch batch = new SqlBatch();
        sessions.endAll(account, batch);
        Opened opened = sessions.open(account, batch);
        Actor actor = Actor.account(account, call);
        audit.add(AuditEntry.of(actor, "account.changed", "account", account, "password"), batch);
        batch.run(jdbc);
        return opened;
    }

    private Optional<Entered> enterBy(KnownPassword password) {
        return transactions.execute(
                tx -> repository.hold(password).map(account -> enter(account, Optional.empty())));
    }

    private Entered enter(AccountRow account, Optional<AuditEntry> entry) {
        SqlBatch batch = new SqlBatch();
        Opened opened = sessions.open(account.id(), batch);
        entry.ifPresent(one -> audit.add(one, batch));
        batch.run(jdbc);
        return new Entered(account, opened);
    }

    private static Optional<AuditEntry> created(AccountRow account, HttpCall call) {
        return Optional.of(
                AuditEntry.of(
                        Actor.account(account.id(), call),
                        "account.created",
                        "account",
                        account.id(),
                        "name",
                        "email",
                        "username",
                        "password"));
    }

    private Conflict taken(SignUp wanted) {
        return new Conflict(
                repository.emailIsTaken(wanted.email())
                        ? "There is an account with this e-mail address"
                        : "This username is taken");
    }

    /** Where an identity provider knows everybody, nobody has a password here. */
    private void requireHere() {
        if (elsewhere) {
            throw new Denied("Sign-in is with the identity provider of this service");
        }
    }

    private void count(String outcome) {
        metrics.counter(METRIC, "outcome", outcome).increment();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
