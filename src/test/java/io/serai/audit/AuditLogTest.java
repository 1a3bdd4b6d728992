package io.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.UserId;
import io.serai.common.http.Admission;
import io.serai.common.http.Caller;
import io.serai.common.http.Entrance;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.database.HookDatabase;
import io.serai.database.SqlBatch;
import io.serai.testing.TestPostgres;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditLogTest {
    private static final Actor CLOCK = Actor.part("room-grace");

    private final DataSource database = TestPostgres.freshDatabase();
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(database));
    private final AuditLog log = AuditRows.log(database, Clock.systemUTC());

    @Test
    void writesWhoDidWhatFromWhereAndByWhichWay() {
        UserId ann = new UserId(17);
        write(entry(Actor.of(call(Admission.NONE)), "room.created", "type", "name"));
        write(entry(Actor.of(call(new Admission.Token())), "room.changed"));
        write(entry(Actor.of(call(new Admission.Admin(ann))), "room.changed", "name"));
        write(entry(Actor.account(ann, call(Admission.NONE)), "room.changed", "name"));
        write(entry(CLOCK, "room.deleted"));

        String way = " 192.0.2.7 pixelcast room-create-post ";
        assertThat(AuditRows.of(database))
                .containsExactly(
                        "nobody" + way + "room.created room/r-1 type,name",
                        "admin-token" + way + "room.changed room/r-1 ",
                        "account 17" + way + "room.changed room/r-1 name",
                        "account 17" + way + "room.changed room/r-1 name",
                        "serai serai room-grace room.deleted room/r-1 ");
    }

    @Test
    void writesInTheTransactionOfTheChange() {
        transactions.executeWithoutResult(
                tx -> {
                    log.write(entry(CLOCK, "room.deleted"));
                    tx.setRollbackOnly();
                });

        assertThat(AuditRows.of(database)).isEmpty();
    }

    @Test
    void writesInTheTransactionOfAHook() {
        HookDatabase hooks = TestPostgres.hookDatabase(database);
        hooks.transactions()
                .executeWithoutResult(
                        tx -> {
                            SqlBatch batch = new SqlBatch();
                            log.add(entry(CLOCK, "room.deleted"), batch);
                            batch.run(hooks.jdbc());
                        });

        assertThat(AuditRows.of(database)).hasSize(1);
    }

    @Test
    void writesNothingOutsideOfTheTransactionOfTheChange() {
        AuditEntry entry = entry(CLOCK, "room.deleted");

        assertThatThrownBy(() -> log.write(entry)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.add(entry, new SqlBatch()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () ->
                                TestPostgres.hookDatabase(database)
                                        .transactions()
                                        .executeWithoutResult(tx -> log.write(entry)))
                .as("another connection than the change has")
                .isInstanceOf(IllegalStateException.class);
        assertThat(AuditRows.of(database)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Room.created, room",
        "created, room",
        "room.created by me, room",
        "room.created, a room",
        "room.created, ''"
    })
    void takesOnlyWordsAsActionAndKind(String action, String kind) {
        assertThatThrownBy(() -> AuditEntry.of(CLOCK, action, kind, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"streamKey=abc", "a b", "{\"title\":1}", "", "title,name"})
    void takesOnlyNamesAsFields(String field) {
        assertThatThrownBy(() -> AuditEntry.of(CLOCK, "room.changed", "room", 1, field))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesOnlyWhatCanBeWrittenDown() {
        for (String id : List.of("", " ", "a\0b", "a\nb", "x".repeat(201))) {
            assertThatThrownBy(() -> AuditEntry.of(CLOCK, "room.changed", "room", id))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        List<String> many = Collections.nCopies(51, "title");
        assertThatThrownBy(() -> new AuditEntry(CLOCK, "room.changed", "room", "1", many))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void write(AuditEntry entry) {
        transactions.executeWithoutResult(tx -> log.write(entry));
    }

    private static AuditEntry entry(Actor actor, String action, String... fields) {
        return AuditEntry.of(actor, action, "room", "r-1", fields);
    }

    private static HttpCall call(Admission admission) {
        return new HttpCall(
                "POST",
                "/api/rooms",
                Map.of(),
                Form.EMPTY,
                new Headers(Map.of()),
                new Caller("127.0.0.1", "192.0.2.7", true, true),
                new byte[0],
                false,
                0,
                new Entrance("pixelcast", "room-create-post", admission));
    }
}
