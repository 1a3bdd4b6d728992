package io.serai.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lends connections that can only read: for SQL that stands in route files, where a slip may find
 * the wrong rows but must not change any. Thread-safe.
 */
public final class ReadOnlyDataSource extends DelegatingDataSource {
    /**
     * @param pool undoes at its return what is set on a connection
     */
    public ReadOnlyDataSource(DataSource pool) {
        super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            // PostgreSQL's driver heeds the mark only within a transaction.
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
