package io.serai.database;

import io.serai.common.StartRefused;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where a PostgreSQL database is and who asks. The password is masked in {@link #toString}.
 *
 * @param jdbcUrl holds neither user nor password
 * @param options server settings for each session, in the form of libpq's {@code options}; may be
 *     empty
 */
record DatabaseAddress(
        String jdbcUrl, Optional<String> user, Optional<String> password, String options) {
    private static final Map<String, String> NONE = Map.of();

    /**
     * The database that the settings name; not for the embedded one.
     *
     * @throws StartRefused when they name none that Serai can use
     */
    static DatabaseAddress from(DatabaseSettings settings) {
        DatabaseAddress named =
                settings.url().isBlank()
                        ? parts(settings.host().strip(), settings.port(), settings.name().strip())
                        : DatabaseUrl.parse(settings.url().strip());
        return new DatabaseAddress(
                named.jdbcUrl,
                named.user.or(() -> present(settings.user())),
                named.password.or(() -> present(settings.password())),
                named.options);
    }

    static DatabaseAddress of(String jdbcUrl, String user, String password) {
        return new DatabaseAddress(jdbcUrl, Optional.of(user), Optional.of(password), "");
    }

    private static DatabaseAddress parts(String host, int port, String name) {
        String url = DatabaseUrl.jdbc(DatabaseUrl.host(host, "DB_HOST") + ":" + port, name, NONE);
        return new DatabaseAddress(url, Optional.empty(), Optional.empty(), "");
    }

    private static Optional<String> present(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /**
     * The connection settings of the driver that hold for every use.
     *
     * @param settings for each session, besides those of the address; in the same form, may be
     *     empty
     */
    Properties connection(String application, String settings) {
        Properties properties = new Properties();
        String all = (options + " " + settings).strip();
        if (!all.isEmpty()) {
            properties.setProperty("options", all);
        }
        user.ifPresent(value -> properties.setProperty("user", value));
        password.ifPresent(value -> properties.setProperty("password", value));
        properties.setProperty("ApplicationName", application);
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /** Host, port and database as people name them; for logs and error texts. */
    String display() {
        Properties parsed = Driver.parseURL(jdbcUrl, null);
        if (parsed == null) {
            return "the database";
        }
        return parsed.getProperty("PGHOST", "localhost")
                + ":"
                + parsed.getProperty("PGPORT", "5432")
                + "/"
                + parsed.getProperty("PGDBNAME", "");
    }

    @Override
    public String toString() {
        return "DatabaseAddress[" + display() + "]";
    }
}
