package io.serai.accounts;

import io.serai.audit.AuditLog;
import io.serai.audit.AuditRows;
import io.serai.common.PublicAddresses;
import io.serai.common.UserId;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Origins;
import io.serai.common.http.RateLimit;
import io.serai.database.SqlBatch;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts without HTTP, on a real database and with a clock that a test moves. */
final class AccountsStack {
    static final String SECRET = "a secret of a test, long enough to sign";
    static final Caller STRANGER = new Caller("203.0.113.7", "203.0.113.7", false, false);
    static final Caller GATEWAY = new Caller("127.0.0.1", "127.0.0.1", true, false);

    static final AccountsSettings.Issuer NO_ISSUER =
            new AccountsSettings.Issuer(
                    "", "", "", Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(1));

    final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    final DataSource database = TestPostgres.freshDatabase();
    final JdbcTemplate jdbc = new JdbcTemplate(database);
    final JdbcClient client = JdbcClient.create(database);
    final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(database));
    final AccountsSettings settings = settings(SECRET);
    final AccountRepository accounts = new AccountRepository(client);
    final AccountSessionRepository sessionRows = new AccountSessionRepository(client);
    final AuditLog audit = AuditRows.log(database, clock);
    final People people = new People(accounts);
    final Sessions sessions = sessions(SECRET);
    final Gateway gateway = new Gateway(accounts, audit, transactions, clock);
    final SignedIn signedIn = signedIn(sessions);

    static AccountsSettings settings(String secret) {
        return settings(secret, NO_ISSUER);
    }

    static AccountsSettings settings(String secret, AccountsSettings.Issuer issuer) {
        RateLimit limit = new RateLimit(5, Duration.ofMinutes(10));
        return new AccountsSettings(
                secret,
                Duration.ofDays(7),
                Duration.ofDays(90),
                Duration.ofSeconds(3),
                4,
                2,
                Duration.ofSeconds(3),
                limit,
                limit,
                limit,
                limit,
                limit,
                issuer);
    }

    /** Another node, or one that was started anew. */
    Sessions sessions(String secret) {
        return new Sessions(new SessionTokens(secret), sessionRows, accounts, settings, clock);
    }

    SignedIn signedIn(Bearers bearers) {
        PublicAddresses addresses =
                new PublicAddresses("", "127.0.0.1", 1935, 8080, "", "", "", List.of());
        return new SignedIn(
                bearers, gateway, new Origins(Set.of("http://localhost:3000")), addresses, clock);
    }

    UserId signUp(String username) {
        SignUp wanted =
                new SignUp(
                        username,
                        username,
                        username + "@example.org",
                        "correct horse",
                        Optional.empty());
        return accounts.insert(wanted, "no hash", clock.instant()).orElseThrow().id();
    }

    String signIn(UserId account) {
        return transactions.execute(
                tx -> {
                    SqlBatch batch = new SqlBatch();
                    Sessions.Opened opened = sessions.open(account, batch);
                    batch.run(jdbc);
                    return opened.token();
                });
    }

    static HttpCall call(Caller caller, String method, Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new HttpCall(
                method,
                "/api/stream/info",
                Map.of(),
                Form.EMPTY,
                new Headers(lists),
                caller,
                "".getBytes(StandardCharsets.UTF_8),
                false,
                0);
    }
}
