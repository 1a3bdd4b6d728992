package io.serai.accounts;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.Invalid;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whom a gateway in front of Serai names by {@code X-User-ID}. Only a trusted proxy is believed;
 * from anybody else the header is as if absent. Thread-safe.
 */
@Component
final class Gateway {
    /** From here on ids are given to those who sign up here. */
    static final long FIRST_OWN_ID = 1L << 40;

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final String HEADER = "X-User-ID";
    private static final Pattern ID = Pattern.compile("0*[1-9][0-9]{0,18}");

    private final AccountRepository accounts;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Gateway(
            AccountRepository accounts,
            AuditLog audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.accounts = accounts;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The account that a trusted gateway names; made if nobody has seen it before.
     *
     * @throws Invalid when it names none, or one that only a sign-up could make
     */
    Optional<AccountRow> who(HttpCall call) {
        if (!call.caller().trustedProxy()) {
            return Optional.empty();
        }
        return call.headers().first(HEADER).map(text -> known(id(text), call));
    }

    private AccountRow known(UserId id, HttpCall call) {
        Optional<AccountRow> found = accounts.byId(id);
        if (found.isPresent()) {
            return found.get();
        }
        if (id.value() >= FIRST_OWN_ID) {
            throw invalid("X-User-ID names nobody");
        }
        transactions.executeWithoutResult(tx -> make(id, call));
        return accounts.byId(id).orElseThrow();
    }

    private void make(UserId id, HttpCall call) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // No sign-up can take a username with a hyphen, so this one is free.
        if (accounts.insertOfGateway(id, "user_" + id, "user-" + id, now)) {
            Actor actor = Actor.account(id, call);
            audit.write(AuditEntry.of(actor, "account.created", "account", id));
            log.info("account.created account={} by=gateway", id);
        }
    }

    private static UserId id(String text) {
        String digits = text.strip();
        if (!ID.matcher(digits).matches()) {
            throw invalid("X-User-ID must be a positive integer");
        }
        try {
            return new UserId(Long.parseLong(digits));
        } catch (NumberFormatException tooLarge) {
            throw invalid("X-User-ID must be a positive integer");
        }
    }

    private static Invalid invalid(String message) {
        return Invalid.coded("invalid_user_id", message);
    }
}
