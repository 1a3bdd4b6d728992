package io.serai.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.accounts.AccountForm.Pair;
import io.serai.accounts.AccountForm.PasswordChange;
import io.serai.accounts.SignIns.Entered;
import io.serai.common.ControlException.Conflict;
import io.serai.common.http.HttpCall;
import io.serai.common.http.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** What happens at the same time. */
class SignInsTest {
    private static final int MANY = 8;
    private static final HttpCall CALL =
            AccountsStack.call(AccountsStack.STRANGER, "POST", Map.of());

    private final AccountsStack stack = new AccountsStack();
    private final SlowEncoder encoder = new SlowEncoder();
    private final SignIns signIns =
            new SignIns(
                    stack.accounts,
                    stack.sessions,
                    new Passwords(encoder, MANY, Duration.ofSeconds(10)),
                    stack.audit,
                    stack.settings,
                    new RateLimits(stack.clock, false),
                    stack.transactions,
                    stack.jdbc,
                    new SimpleMeterRegistry(),
                    stack.clock);

    @Test
    void ofManyWhoSignUpWithOneUsernameOneSucceeds() throws Exception {
        List<String> outcomes = atOnce(number -> signUp("ada", "ada" + number + "@example.org"));

        assertThat(outcomes)
                .containsOnlyOnce("welcome")
                .filteredOn(outcome -> !outcome.equals("welcome"))
                .hasSize(MANY - 1)
                .containsOnly("This username is taken");
        assertThat(count("accounts")).isEqualTo(1);
        assertThat(count("account_sessions")).isEqualTo(1);
        assertThat(count("audit_entries")).isEqualTo(1);
    }

    @Test
    void ofManyWhoSignUpWithOneEmailAddressOneSucceeds() throws Exception {
        List<String> outcomes = atOnce(number -> signUp("ada_" + number, "ada@example.org"));

        assertThat(outcomes)
                .containsOnlyOnce("welcome")
                .filteredOn(outcome -> !outcome.equals("welcome"))
                .containsOnly("There is an account with this e-mail address");
        assertThat(count("accounts")).isEqualTo(1);
    }

    @Test
    void aSignInWithAPasswordThatIsChangedMeanwhileIsRefused() throws Exception {
        signUp("ada", "ada@example.org");
        AccountRow ada = stack.accounts.byUsername("ada").orElseThrow();
        encoder.holdAfterMatching = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Entered>> slow =
                    threads.submit(
                            () ->
                                    signIns.signIn(
                                            new Pair("ada@example.org", "correct horse"), CALL));
            encoder.matched.await();
            CountDownLatch held = encoder.holdAfterMatching;
            encoder.holdAfterMatching = new CountDownLatch(0);

            signIns.changePassword(ada, new PasswordChange("correct horse", "battery staple"), CALL)
                    .orElseThrow();
            held.countDown();

            assertThat(slow.get()).isEmpty();
        }
        // Only that of the change.
        assertThat(count("account_sessions")).isEqualTo(1);
    }

    @Test
    void ofTwoChangesOfAPasswordOneSucceeds() throws Exception {
        signUp("ada", "ada@example.org");
        AccountRow ada = stack.accounts.byUsername("ada").orElseThrow();

        List<String> outcomes =
                atOnce(
                        number ->
                                signIns.changePassword(
                                                ada,
                                                new PasswordChange(
                                                        "correct horse", "battery " + number),
                                                CALL)
                                        .map(entered -> "changed")
                                        .orElse("wrong"));

        assertThat(outcomes).containsOnlyOnce("changed");
        assertThat(count("account_sessions")).isEqualTo(1);
    }

    private String signUp(String username, String email) {
        signIns.signUp(
                new SignUp(username, username, email, "correct horse", Optional.empty()), CALL);
        return "welcome";
    }

    private long count(String table) {
        return stack.client.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    /** Something that one of many does. */
    private interface Deed {
        String act(int number) throws Exception;
    }

    private static List<String> atOnce(Deed deed) throws Exception {
        CyclicBarrier start = new CyclicBarrier(MANY);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> all =
                    IntStream.range(0, MANY)
                            .<Callable<String>>mapToObj(
                                    number ->
                                            () -> {
                                                start.await();
                                                try {
                                                    return deed.act(number);
                                                } catch (Conflict refused) {
                                                    return String.valueOf(refused.getMessage());
                                                }
                                            })
                            .toList();
            return threads.invokeAll(all).stream().map(SignInsTest::outcome).toList();
        }
    }

    private static String outcome(Future<String> future) {
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        return future.resultNow();
    }

    /** BCrypt that a test can hold up once it has found a password right. */
    private static final class SlowEncoder implements PasswordEncoder {
        private final PasswordEncoder real = new BCryptPasswordEncoder(4);
        final CountDownLatch matched = new CountDownLatch(1);
        volatile CountDownLatch holdAfterMatching = new CountDownLatch(0);

        @Override
        public String encode(CharSequence password) {
            return real.encode(password);
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            boolean same = real.matches(password, hash);
            CountDownLatch hold = holdAfterMatching;
            matched.countDown();
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return same;
        }
    }
}
