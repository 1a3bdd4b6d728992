package io.serai.accounts;

import io.serai.common.UserId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Whom we know. Thread-safe. */
@Component
public final class People {
    private final AccountRepository repository;

    People(AccountRepository repository) {
        this.repository = repository;
    }

    public Optional<Account> byId(UserId id) {
        return repository.byId(id).map(AccountRow::account);
    }

    /** Whose username is exactly this. */
    public Optional<Account> byUsername(String username) {
        // PostgreSQL's text has no NUL.
        return username.indexOf('\0') >= 0
                ? Optional.empty()
                : repository.byUsername(username).map(AccountRow::account);
    }

    /** Those of these whom we know, in one query. */
    public Map<UserId, Account> byIds(Collection<UserId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : repository.byIds(ids).stream()
                        .map(AccountRow::account)
                        .collect(Collectors.toUnmodifiableMap(Account::id, Function.identity()));
    }
}
