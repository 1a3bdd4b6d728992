package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseAddressTest {
    private static DatabaseSettings settings(
            String url, String user, String password, String host) {
        return new DatabaseSettings(
                url, user, password, host, 5433, "live", Duration.ofSeconds(1), 1, 2);
    }

    @Test
    void takesUserAndPasswordFromTheSettingsWhereTheUrlHasNone() {
        DatabaseAddress address =
                DatabaseAddress.from(settings("jdbc:postgresql://db/x", "u", "p", ""));

        assertThat(address.user()).contains("u");
        assertThat(address.password()).contains("p");
    }

    @Test
    void prefersUserAndPasswordOfTheUrl() {
        DatabaseAddress address =
                DatabaseAddress.from(settings("postgresql://a:b@db/x", "u", "p", "other"));

        assertThat(address.user()).contains("a");
        assertThat(address.password()).contains("b");
        assertThat(address.display()).isEqualTo("db:5432/x");
    }

    @Test
    void takesThePartsWhereThereIsNoUrl() {
        DatabaseAddress address = DatabaseAddress.from(settings("", "u", "p", "::1"));

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5433/live");
        assertThat(address.connection("a", ""))
                .containsEntry("user", "u")
                .containsEntry("password", "p");
    }

    @Test
    void refusesAHostThatIsNone() {
        assertThatThrownBy(() -> DatabaseAddress.from(settings("", "u", "p", "db/live")))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("DB_HOST ");
    }

    @Test
    void runsTheEmbeddedServerWhenNothingIsNamed() {
        assertThat(settings(" ", "u", "p", "").embedded()).isTrue();
        assertThat(settings("", "", "", "db").embedded()).isFalse();
    }

    @Test
    void showsThePasswordToNobody() {
        DatabaseSettings settings = settings("postgresql://u:s3cret@db/x", "u", "s3cret", "");

        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThat(DatabaseAddress.from(settings).toString()).doesNotContain("s3cret");
        assertThat(DatabaseAddress.from(settings).jdbcUrl()).doesNotContain("s3cret");
    }
}
