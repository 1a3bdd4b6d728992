package io.serai.studio;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who may change a creator's ingress just now. */
@Repository
class IngressTurnRepository {
    private static final String TAKE =
            """
            INSERT INTO studio_ingress_changes AS held (owner_id, holder, until)
            VALUES (:owner, :holder, :until)
            ON CONFLICT (owner_id)
            DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.until <= :now
            RETURNING owner_id
            """;
    private static final String END =
            """
            DELETE FROM studio_ingress_changes WHERE owner_id = ? AND holder = ?
            """;

    private final JdbcClient jdbc;

    IngressTurnRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether nobody else has it. */
    boolean take(UserId owner, UUID holder, Instant until, Instant now) {
        return jdbc.sql(TAKE)
                .param("owner", owner.value())
                .param("holder", holder)
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .optional()
                .isPresent();
    }

    void end(UserId owner, UUID holder) {
        jdbc.sql(END).params(owner.value(), holder).update();
    }

    /** Adds to the batch: the turn is over; fails the transaction if it was lost meanwhile. */
    void addEnd(UserId owner, UUID holder, SqlBatch batch) {
        batch.addForOneRow(END, owner.value(), holder);
    }
}
