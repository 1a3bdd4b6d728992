package io.serai.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which PostgreSQL holds the state, and how many connections are kept to it. The password is masked
 * in {@link #toString}.
 *
 * @param url {@code jdbc:postgresql://...} or {@code postgresql://...}; empty: {@code host} counts
 * @param user where the URL names none
 * @param password where the URL holds none
 * @param host with {@code port} and {@code name} instead of the URL; empty as well: the embedded
 *     server
 * @param startWait how long a start waits for a database that can't be reached
 * @param hookConnections connections that answer hooks
 * @param generalConnections connections for everything else
 */
@Validated
@ConfigurationProperties("serai.database")
record DatabaseSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("") String host,
        @DefaultValue("5432") @Min(1) @Max(65535) int port,
        @DefaultValue("serai") String name,
        @DefaultValue("30s") @NotNull Duration startWait,
        @DefaultValue("8") @Min(1) @Max(1000) int hookConnections,
        @DefaultValue("12") @Min(2) @Max(1000) int generalConnections) {

    boolean embedded() {
        return url.isBlank() && host.isBlank();
    }

    @Override
    public String toString() {
        return "DatabaseSettings[embedded=" + embedded() + "]";
    }
}
