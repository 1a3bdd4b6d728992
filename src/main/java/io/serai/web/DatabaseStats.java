package io.serai.web;

import java.util.List;

/** What {@code /health} shows of the database. */
interface DatabaseStats {
    /**
     * @throws RuntimeException if the database does not answer
     */
    Stats read();

    record Stats(long roomCount, List<TableName> tablesInfo) {}

    record TableName(String name, String schema) {}
}
