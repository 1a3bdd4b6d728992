package io.serai.accounts;

import io.serai.common.ControlException.Unavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes passwords, a few at a time: it is made to be slow, and hooks need the processor too.
 * Thread-safe.
 */
final class Passwords {
    /** BCrypt does not look further, so a longer password is refused instead of cut off. */
    static final int MOST_BYTES = 72;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final PasswordEncoder encoder;
    private final Semaphore turns;
    private final Duration patience;
    private final String nobodys;

    Passwords(PasswordEncoder encoder, int atOnce, Duration patience) {
        this.encoder = encoder;
        this.turns = new Semaphore(atOnce, true);
        this.patience = patience;
        this.nobodys = encoder.encode("the password of nobody");
    }

    static boolean isTooLong(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    }

    /**
     * @throws Unavailable when too many others are before it
     */
    String hash(String password) {
        return inTurn(() -> encoder.encode(password));
    }

    /**
     * Whether this is the password with that hash. Where there is no hash it does the same work, so
     * that the time tells nobody whether there is one.
     *
     * @throws Unavailable when too many others are before it
     */
    boolean matches(String password, Optional<String> hash) {
        boolean same = inTurn(() -> encoder.matches(password, hash.orElse(nobodys)));
        return same && hash.isPresent() && !isTooLong(password);
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unavailable("Too many sign-ins at once; try again", SOON);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Serai is stopping", SOON);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
