package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class TestPostgresTest {
    @Test
    void givesEachCallerADatabaseOfItsOwn() {
        DataSource one = TestPostgres.freshDatabase();
        DataSource other = TestPostgres.freshDatabase();

        new JdbcTemplate(one)
                .update("INSERT INTO streams (surface, title) VALUES ('pixelcast', 'a')");

        assertThat(count(one)).isOne();
        assertThat(count(other)).isZero();
    }

    @Test
    void showsHooksTheSameDatabaseWithTheirLimits() {
        DataSource database = TestPostgres.freshDatabase();
        new JdbcTemplate(database)
                .update("INSERT INTO streams (surface, title) VALUES ('pixelcast', 'a')");

        JdbcTemplate hooks = TestPostgres.hookDatabase(database).jdbc();

        assertThat(hooks.queryForObject("SELECT count(*) FROM streams", Long.class)).isOne();
        assertThat(hooks.queryForObject("SHOW lock_timeout", String.class)).isEqualTo("1s");
    }

    private static Long count(DataSource database) {
        return new JdbcTemplate(database)
                .queryForObject("SELECT count(*) FROM streams", Long.class);
    }
}
