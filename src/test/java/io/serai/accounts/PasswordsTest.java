package io.serai.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordsTest {
    private final CountingEncoder encoder = new CountingEncoder();

    @Test
    void whereThereIsNoAccountTheSameWorkIsDone() {
        Passwords passwords = new Passwords(encoder, 2, Duration.ofSeconds(1));
        String hash = passwords.hash("correct horse");
        encoder.compared.clear();

        assertThat(passwords.matches("correct horse", Optional.of(hash))).isTrue();
        assertThat(passwords.matches("wrong horse", Optional.of(hash))).isFalse();
        assertThat(passwords.matches("correct horse", Optional.empty())).isFalse();
        // Also for the one password that is hashed for nobody.
        assertThat(passwords.matches("the password of nobody", Optional.empty())).isFalse();

        assertThat(encoder.compared)
                .hasSize(4)
                .allMatch(compared -> compared.matches("\\$2a\\$04\\$.{53}"));
    }

    @Test
    void whoComesWhileTooManyAreBeforeWaitsAndThenIsTurnedAway() throws InterruptedException {
        Passwords passwords = new Passwords(encoder, 1, Duration.ofMillis(50));
        encoder.gate = new CountDownLatch(1);
        Thread first = Thread.ofVirtual().start(() -> passwords.hash("correct horse"));
        encoder.begun.await();

        assertThatThrownBy(() -> passwords.hash("another horse"))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        away -> assertThat(away.retryAfter()).contains(Duration.ofSeconds(1)));

        encoder.gate.countDown();
        first.join();
        assertThat(passwords.hash("another horse")).startsWith("$2a$04$");
    }

    /** BCrypt that tells with what it compared. */
    private static final class CountingEncoder implements PasswordEncoder {
        private final PasswordEncoder real = new BCryptPasswordEncoder(4);
        final List<String> compared = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(2);
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public String encode(CharSequence password) {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return real.encode(password);
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            compared.add(hash);
            return real.matches(password, hash);
        }
    }
}
