package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@db.example:5433/live, jdbc:postgresql://db.example:5433/live, u, p",
        "postgres://u:p@db/live, jdbc:postgresql://db:5432/live, u, p",
        "POSTGRES://u:p@db/live, jdbc:postgresql://db:5432/live, u, p",
        "postgresql://u@db/live, jdbc:postgresql://db:5432/live, u, ''",
        "postgresql://u:p@db, jdbc:postgresql://db:5432/u, u, p",
        "postgresql://u:p@[::1]:5433/live, jdbc:postgresql://[::1]:5433/live, u, p",
        "postgresql://u:p@[2001:db8::1]/live, jdbc:postgresql://[2001:db8::1]:5432/live, u, p",
        "'postgresql://u:p@a:1,b/live', 'jdbc:postgresql://a:1,b:5432/live', u, p",
        "postgresql:///live, jdbc:postgresql://localhost:5432/live, '', ''",
        "postgresql://a%40b:p%2F%3A%25+%C3%A9@db/my%20live,"
                + " jdbc:postgresql://db:5432/my%20live, a@b, p/:%+é",
        "postgresql://u:p@ss@db/live, jdbc:postgresql://db:5432/live, u, p@ss",
        "postgresql://db/live?user=u&password=p, jdbc:postgresql://db:5432/live, u, p",
        "jdbc:postgresql://db:5433/live, jdbc:postgresql://db:5433/live, '', ''",
        "JDBC:PostgreSQL://db/live, jdbc:postgresql://db/live, '', ''",
        "jdbc:postgresql:live, jdbc:postgresql:live, '', ''",
        "jdbc:postgresql://db/live?user=u&password=p%26q&sslmode=require,"
                + " jdbc:postgresql://db/live?sslmode=require, u, p&q",
        "'jdbc:postgresql://a,b/live?targetServerType=primary',"
                + " 'jdbc:postgresql://a,b/live?targetServerType=primary', '', ''",
    })
    void readsEachForm(String url, String jdbcUrl, String user, String password) {
        DatabaseAddress address = DatabaseUrl.parse(url);

        assertThat(address.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(address.user().orElse("")).isEqualTo(user);
        assertThat(address.password().orElse("")).isEqualTo(password);
        assertThat(Driver.parseURL(address.jdbcUrl(), null)).isNotNull();
    }

    @Test
    void translatesLibpqsParameters() {
        DatabaseAddress address =
                DatabaseUrl.parse(
                        "postgresql://u:p@db/live?sslmode=require&connect_timeout=3"
                            + "&target_session_attrs=read-write&options=-c%20search_path%3Dlive");

        assertThat(Driver.parseURL(address.jdbcUrl(), null))
                .containsEntry("sslmode", "require")
                .containsEntry("connectTimeout", "3")
                .containsEntry("targetServerType", "primary");
        assertThat(address.connection("test", "-c lock_timeout=1s"))
                .containsEntry("options", "-c search_path=live -c lock_timeout=1s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:s3cret@db/live",
                "jdbc:mysql://u:s3cret@db/live",
                "http://s3cret",
                "s3cret",
                "u:s3cret@db",
                "postgresql:u:s3cret@db/live",
                "postgresql://u:s3cret@db:port/live",
                "postgresql://u:s3cret@db:0/live",
                "postgresql://u:s3cret@db:65536/live",
                "postgresql://u:s3cret@db:99999999999/live",
                "postgresql://u:s3cret/x@db/live",
                "postgresql://u:s3cret%zz@db/live",
                "postgresql://u:s3cret%4@db/live",
                "postgresql://u:s3cret%ff@db/live",
                "postgresql://u:s3cret@d b/live",
                "postgresql://u:s3cret@::1/live",
                "postgresql://:s3cret@db/",
                "jdbc:postgresql://u:s3cret@db/live",
                "jdbc:postgresql://db:s3cret/live",
                "jdbc:postgresql://db/live?password=s3cret%zz",
            })
    void refusesOthersWithASentenceThatHoldsNoSecret(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("DATABASE_URL ")
                .hasMessageContaining("postgresql://user:password@host:port/name")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void namesTheKindOfDatabaseItCannotUse() {
        assertThatThrownBy(() -> DatabaseUrl.parse("mysql://u:p@db/live"))
                .hasMessageStartingWith(
                        "DATABASE_URL names a database of the kind \"mysql\". Use ");
    }
}
