package io.serai.web;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
final class StatsRepository implements DatabaseStats {
    private static final String COUNT_ROOMS =
            """
            SELECT count(*) FROM rooms
            """;

    /** Partitions are parts of a table, not tables that anybody knows. */
    private static final String TABLES =
            """
            SELECT c.relname AS name, n.nspname AS schema
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = current_schema()
            ORDER BY c.relname
            """;

    private final JdbcClient jdbc;

    StatsRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Stats read() {
        return new Stats(
                jdbc.sql(COUNT_ROOMS).query(Long.class).single(),
                jdbc.sql(TABLES).query(TableName.class).list());
    }
}
