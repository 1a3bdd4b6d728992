package io.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.testing.SeraiProcess;
import io.serai.testing.TestClock;
import io.serai.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditStepsTest {
    private final DataSource database = TestPostgres.freshDatabase();
    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final AuditLog log = AuditRows.log(database, clock);
    private final AuditSteps steps =
            new AuditSteps(
                    new AuditRepository(jdbc), new AuditSettings(Duration.ofDays(365)), clock);

    @Test
    void showsAnEntryAsItWasWritten() {
        insert("account", 17L, "192.0.2.7", "room.created", "room", "r-1", "{type,name}");

        assertThat(list(""))
                .isEqualTo(
                        SeraiProcess.json(
                                """
                                {"entries":[{"number":1,"at":"2026-03-01T12:00:00.000Z",
                                "actor":"account","account":17,"address":"192.0.2.7",
                                "surface":"pixelcast","operation":"probe","action":"room.created",
                                "kind":"room","id":"r-1","fields":["type","name"]}],"next":null}
                                """));
    }

    @Test
    void pagesFromTheNewestToTheOldest() {
        for (int number = 1; number <= 5; number++) {
            write(Actor.part("clock"), "room.deleted", "room", "r-" + number);
        }

        JsonNode first = list("limit=2");
        JsonNode second = list("limit=2&before=" + first.get("next"));
        write(Actor.part("clock"), "room.deleted", "room", "r-6");
        JsonNode third = list("limit=2&before=" + second.get("next"));

        assertThat(first.findValuesAsText("id")).containsExactly("r-5", "r-4");
        assertThat(second.findValuesAsText("id")).containsExactly("r-3", "r-2");
        assertThat(third.findValuesAsText("id")).containsExactly("r-1");
        assertThat(third.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                            | 4,3,2,1",
                "actor=17                      | 3,1",
                "actor=serai                   | 4",
                "actor=nobody                  | 2",
                "actor=admin-token             | ''",
                "kind=room                     | 4,2,1",
                "id=7                          | 4,3,2",
                "kind=room&id=7                | 4,2",
                "action=room.created           | 2,1",
                "actor=17&action=room.created  | 1",
                "id=' OR true                  | ''"
            })
    void findsByWhoWhatAndWhichThing(String query, String numbers) {
        insert("account", 17L, "192.0.2.7", "room.created", "room", "r-1", "{}");
        insert("nobody", null, "192.0.2.8", "room.created", "room", "7", "{}");
        insert("account", 17L, "192.0.2.7", "stream.stopped", "stream", "7", "{}");
        insert("serai", null, null, "room.deleted", "room", "7", "{}");

        assertThat(String.join(",", list(query).findValuesAsText("number"))).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor=somebody",
                "actor=account",
                "actor=0",
                "limit=501",
                "limit=0",
                "limit=ten",
                "before=-1",
                "before=9999999999999999999",
                "kind=a%00b"
            })
    void refusesWhatIsNoQuestion(String query) {
        assertThatThrownBy(() -> list(query)).isInstanceOf(Invalid.class);
    }

    @Test
    void forgetsWhatIsOlderThanItIsKept() {
        write(Actor.part("clock"), "room.deleted", "room", "old");
        clock.pass(Duration.ofDays(200));
        write(Actor.part("clock"), "room.deleted", "room", "younger");
        clock.pass(Duration.ofDays(165));
        steps.prune();
        assertThat(list("").findValuesAsText("id")).containsExactly("younger", "old");

        clock.pass(Duration.ofSeconds(1));
        steps.prune();

        assertThat(list("").findValuesAsText("id")).containsExactly("younger");
    }

    @Test
    void forgetsHoweverManyThereAre() {
        jdbc.update(MANY, 12_000);
        clock.pass(Duration.ofDays(366));
        write(Actor.part("clock"), "room.deleted", "room", "young");

        steps.prune();

        assertThat(AuditRows.of(database)).hasSize(1);
    }

    /** Each question reads what it shows and no more, however long the log is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUE",
                "account_id = 99999999",
                "account_id IS NULL AND actor = 'admin-token'",
                "kind = 'rare'",
                "thing = 'r-1'",
                "action = 'rare.done'"
            })
    void readsByAnIndex(String condition) {
        jdbc.update(MANY, 20_000);
        jdbc.execute("ANALYZE audit_entries");

        List<String> plan =
                jdbc.queryForList(
                        "EXPLAIN SELECT id FROM audit_entries WHERE id < 9000000000000000000 AND "
                                + condition
                                + " ORDER BY id DESC LIMIT 51",
                        String.class);

        assertThat(String.join("\n", plan))
                .contains("Index")
                .doesNotContain("Seq Scan", "Sort", "Filter");
    }

    private static final String MANY =
            """
            INSERT INTO audit_entries (at, actor, account_id, address, surface, operation, action, kind, thing, fields)
            SELECT timestamptz '2026-03-01T12:00:00Z', CASE n % 2 WHEN 0 THEN 'account' ELSE 'nobody' END,
                   CASE n % 2 WHEN 0 THEN n / 100 + 1 END, '192.0.2.7', 'pixelcast', 'probe',
                   'room.created', 'room', 'r-' || n, '{type}'
            FROM generate_series(1, ?) AS n
            """;

    private void write(Actor actor, String action, String kind, String id) {
        new TransactionTemplate(new JdbcTransactionManager(database))
                .executeWithoutResult(tx -> log.write(AuditEntry.of(actor, action, kind, id)));
    }

    private void insert(
            String actor,
            Long account,
            String address,
            String action,
            String kind,
            String id,
            String fields) {
        jdbc.update(
                """
                INSERT INTO audit_entries (at, actor, account_id, address, surface, operation, action, kind, thing, fields)
                VALUES (timestamptz '2026-03-01T12:00:00Z', ?, ?, ?, 'pixelcast', 'probe', ?, ?, ?, CAST(? AS text[]))
                """,
                actor,
                account,
                address,
                action,
                kind,
                id,
                fields);
    }

    private JsonNode list(String query) {
        Answer answer = steps.list(call(query));
        assertThat(answer.status()).isEqualTo(200);
        return SeraiProcess.json(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static HttpCall call(String query) {
        return new HttpCall(
                "GET",
                "/api/admin/audit",
                Map.of(),
                Form.parse(query),
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", true, false),
                new byte[0],
                false,
                0);
    }
}
