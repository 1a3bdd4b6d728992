package io.serai.accounts;

import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.ControlException.NotFound;
import io.serai.common.UserId;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts as admins see and change them. Thread-safe. */
@Component
final class Users {
    private static final Logger log = LoggerFactory.getLogger(Users.class);

    private final AccountRepository repository;
    private final Bearers bearers;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Users(
            AccountRepository repository,
            Bearers bearers,
            AuditLog audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.bearers = bearers;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The newest with a smaller id whose username, name or e-mail address begins so. */
    List<AccountRow> page(String begin, long before, int most) {
        return repository.page(begin, before, most);
    }

    /** Those of these whom we know. */
    Map<UserId, AccountRow> byIds(Collection<UserId> ids) {
        return repository.byIds(ids).stream()
                .collect(Collectors.toUnmodifiableMap(AccountRow::id, Function.identity()));
    }

    /**
     * @throws NotFound when there is no such account
     */
    AccountRow setRole(UserId account, Role role, Actor admin) {
        AccountRow now =
                transactions.execute(
                        tx -> {
                            if (repository.setRole(
                                    account,
                                    role,
                                    clock.instant().truncatedTo(ChronoUnit.MICROS))) {
                                audit.write(
                                        AuditEntry.of(
                                                admin,
                                                "account.changed",
                                                "account",
                                                account,
                                                "role"));
                            }
                            return repository
                                    .byId(account)
                                    .orElseThrow(() -> new NotFound("User not found"));
                        });
        bearers.forget(account);
        log.info("account.role account={} role={}", account, role.text());
        return now;
    }
}
