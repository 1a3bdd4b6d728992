package io.serai.events;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.audit.AuditRows;
import io.serai.common.StreamId;
import io.serai.database.DedicatedConnections;
import io.serai.database.SqlBatch;
import io.serai.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole event log of one node, on a test's database. */
final class EventsNode implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(2);

    final JdbcTemplate jdbc;
    final TransactionTemplate transactions;
    final LaneRepository lanes;
    final DeliveryRepository deliveries;
    final EventRepository events;
    final SettlementQueue settlements;
    final PartitionRepository partitions;
    final DeliveryWorker worker;
    final Announcements announcements;
    final Subscriptions subscriptions;
    final SubscriptionRepository subscriptionRepository;
    final EventsMaintenance maintenance;
    final EventsMetrics metrics;
    final EventsSteps steps;
    final EventLog log;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<Connection> dedicated = new CopyOnWriteArrayList<>();

    final HikariDataSource pool;
    private final EventsLifecycle lifecycle;

    EventsNode(DataSource database) {
        this(database, Clock.systemUTC(), Duration.ofSeconds(1));
    }

    EventsNode(
            DataSource database, Clock clock, Duration pollInterval, StreamsChanged... listeners) {
        EventsSettings settings =
                new EventsSettings(
                        pollInterval,
                        LEASE,
                        Duration.ofMillis(500),
                        Duration.ofDays(30),
                        Duration.ofDays(7));
        HikariConfig config = new HikariConfig();
        String url = TestPostgres.url(database);
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(2_000);
        pool = new HikariDataSource(config);
        jdbc = new JdbcTemplate(pool);
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        lanes = new LaneRepository(jdbc, transactions);
        deliveries = new DeliveryRepository(jdbc);
        events = new EventRepository(jdbc);
        settlements = new SettlementQueue(new SettlementRepository(jdbc, transactions, lanes));
        partitions = new PartitionRepository(jdbc, transactions);
        metrics = new EventsMetrics(deliveries, registry, clock);
        worker =
                new DeliveryWorker(
                        lanes,
                        new Settlements(settlements, settings, metrics),
                        new LeaseRenewal(lanes, settings),
                        settings,
                        metrics);
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        for (int i = 0; i < listeners.length; i++) {
            beans.addBean("listener" + i, listeners[i]);
        }
        announcements = new Announcements(worker, beans.getBeanProvider(StreamsChanged.class));
        maintenance = new EventsMaintenance(partitions, deliveries, lanes, settings, clock);
        subscriptionRepository = new SubscriptionRepository(jdbc, transactions);
        subscriptions = new Subscriptions(subscriptionRepository, maintenance);
        steps =
                new EventsSteps(
                        deliveries,
                        events,
                        maintenance,
                        announcements,
                        AuditRows.log(pool, clock),
                        transactions);
        log = new StoredEventLog(announcements);
        DedicatedConnections connections = purpose -> open(url);
        lifecycle =
                new EventsLifecycle(
                        announcements,
                        worker,
                        new Notifier(connections, announcements),
                        new NotificationListener(connections, announcements, registry),
                        metrics);
    }

    private Connection open(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        dedicated.add(connection);
        return connection;
    }

    EventsNode start() {
        lifecycle.start();
        return this;
    }

    void subscribe(Subscription... all) {
        subscriptionRepository.activateOnly(Arrays.asList(all));
    }

    void append(long stream, String type, Map<String, Object> detail) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
        append(new NewEvent(new StreamId(stream), type, at, detail));
    }

    void append(NewEvent event) {
        transactions.executeWithoutResult(
                tx -> {
                    SqlBatch batch = new SqlBatch();
                    log.append(event, batch);
                    batch.run(jdbc);
                });
    }

    void append(long stream, String type) {
        append(stream, type, Map.of());
    }

    long count(String table) {
        return jdbc.queryForObject("SELECT count(*) FROM " + table, Long.class);
    }

    static Subscription subscription(String name, String... types) {
        return new Subscription(name, Set.of(types));
    }

    static Reaction reaction(Subscription subscription, Reaction.Handler handler) {
        return new Reaction(subscription, 3, new Backoff(Duration.ofMillis(20)), 4, handler);
    }

    /** Numbers in the order in which they came. */
    static final class Seen {
        final List<StreamEvent> events = new CopyOnWriteArrayList<>();

        Outcome succeed(StreamEvent event) {
            events.add(event);
            return new Outcome.Succeeded();
        }

        List<Object> details(long stream, String name) {
            List<Object> values = new ArrayList<>();
            for (StreamEvent event : events) {
                if (event.stream().value() == stream) {
                    values.add(event.detail().get(name));
                }
            }
            return values;
        }
    }

    @Override
    public void close() {
        lifecycle.stop();
        pool.close();
    }
}
