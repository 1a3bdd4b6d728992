package io.serai.events;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/** The table of subscriptions. */
@Repository
class SubscriptionRepository {
    /** Two nodes that start together would else lock the rows in different orders. */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtext('serai.subscriptions'))";

    private static final String ACTIVATE =
            """
            INSERT INTO subscriptions AS s (name, types, active) VALUES (?, ?, true)
            ON CONFLICT (name) DO UPDATE SET types = excluded.types, active = true
            WHERE s.types <> excluded.types OR NOT s.active
            """;

    private static final String DEACTIVATE_OTHERS =
            """
            UPDATE subscriptions SET active = false WHERE active AND name <> ALL (?)
            RETURNING name
            """;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;

    SubscriptionRepository(JdbcTemplate jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Makes these the active ones; the names of those that were active until now. */
    List<String> activateOnly(Collection<Subscription> subscriptions) {
        String[] names = subscriptions.stream().map(Subscription::name).toArray(String[]::new);
        return transactions.execute(
                tx -> {
                    jdbc.query(ONE_AT_A_TIME, row -> {});
                    for (Subscription each : subscriptions) {
                        String[] types = new TreeSet<>(each.types()).toArray(String[]::new);
                        jdbc.update(ACTIVATE, each.name(), types);
                    }
                    return jdbc.queryForList(DEACTIVATE_OTHERS, String.class, (Object) names);
                });
    }
}
