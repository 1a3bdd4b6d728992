package io.serai.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.serai.common.StartRefused;
import io.serai.common.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final AccountsStack stack = new AccountsStack();
    private final UserId ada = stack.signUp("ada");
    private final String token = stack.signIn(ada);

    @Test
    void aTokenIsGoodAsItWasMadeAndOnAnotherNode() {
        assertThat(stack.sessions.find(token)).isPresent();
        assertThat(stack.sessions(AccountsStack.SECRET).find(token)).isPresent();
    }

    @Test
    void aTokenWithOneChangedByteIsWorthNothing() {
        byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] = (byte) (changed[i] == 'A' ? 'B' : 'A');
            String text = new String(changed, StandardCharsets.US_ASCII);
            if (decodesDifferently(text)) {
                assertThat(stack.sessions.find(text)).as("byte %s", i).isEmpty();
            }
        }
    }

    /** The last digit of Base64 has bits that stand for nothing. */
    private boolean decodesDifferently(String text) {
        String[] parts = text.split("\\.", -1);
        String[] original = token.split("\\.", -1);
        return parts.length != 3
                || !parts[0].equals(original[0])
                || !parts[1].equals(original[1])
                || !Arrays.equals(
                        Base64.getUrlDecoder().decode(parts[2]),
                        Base64.getUrlDecoder().decode(original[2]));
    }

    @Test
    void aTokenOfAnotherSecretIsWorthNothing() {
        assertThat(stack.sessions("another secret, which is as long as that").find(token))
                .isEmpty();
    }

    @Test
    void noOtherAlgorithmIsTaken() throws Exception {
        UUID session = UUID.fromString(SignedJWT.parse(token).getJWTClaimsSet().getJWTID());
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer("serai")
                        .jwtID(session.toString())
                        .expirationTime(Date.from(stack.clock.instant().plusSeconds(60)))
                        .build();
        String longer = AccountsStack.SECRET.repeat(2);
        SignedJWT other = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
        other.sign(new MACSigner(longer));

        assertThat(stack.sessions.find(new PlainJWT(claims).serialize())).isEmpty();
        assertThat(stack.sessions(longer).find(other.serialize())).isEmpty();
    }

    @Test
    void whatIsNoTokenIsWorthNothing() {
        for (String text : new String[] {"", ".", "..", "a.b.c", "x".repeat(5000), "ä", "a b"}) {
            assertThat(stack.sessions.find(text)).as(text).isEmpty();
        }
    }

    @Test
    void aSessionEndsWhenNobodyUsesIt() {
        stack.clock.pass(Duration.ofDays(7).minusSeconds(1));
        assertThat(stack.sessions.find(token)).isPresent();

        String other = stack.signIn(ada);
        stack.clock.pass(Duration.ofDays(7));
        assertThat(stack.sessions.find(other)).isEmpty();
    }

    @Test
    void aTokenEndsAtLastHoweverMuchItIsUsed() {
        for (int day = 0; day < 89; day++) {
            stack.clock.pass(Duration.ofDays(1));
            assertThat(stack.sessions.find(token)).as("day %s", day).isPresent();
        }

        stack.clock.pass(Duration.ofDays(1));
        assertThat(stack.sessions.find(token)).isEmpty();
    }

    @Test
    void aSignedOutTokenIsDeadHereAtOnceAndElsewhereSoon() {
        Sessions otherNode = stack.sessions(AccountsStack.SECRET);
        assertThat(otherNode.find(token)).isPresent();
        assertThat(stack.sessions.find(token)).isPresent();

        stack.sessions.end(token);

        assertThat(stack.sessions.find(token)).isEmpty();
        stack.clock.pass(Duration.ofSeconds(3));
        assertThat(otherNode.find(token)).isEmpty();
    }

    @Test
    void whatIsReadOfASessionIsAskedForOnlyNowAndThen() {
        stack.sessions.find(token);
        stack.jdbc.execute("ALTER TABLE account_sessions RENAME TO away");

        assertThat(stack.sessions.find(token)).isPresent();
    }

    @Test
    void expiredSessionsAreRemoved() {
        Expiry expiry =
                new Expiry(stack.sessionRows, new IssuerRepository(stack.client), stack.clock);
        stack.clock.pass(Duration.ofDays(3));
        String young = stack.signIn(ada);
        stack.clock.pass(Duration.ofDays(5));

        expiry.delete();

        assertThat(stack.jdbc.queryForObject("SELECT count(*) FROM account_sessions", Long.class))
                .isEqualTo(1);
        assertThat(stack.sessions.find(young)).isPresent();
    }

    @Test
    void aShortSecretStopsTheStart() {
        assertThatThrownBy(() -> new SessionTokens("x".repeat(31)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("SERAI_JWT_SECRET has to be at least 32 characters long");
    }

    @Test
    void nothingThatIsShownInALogHoldsATokenOrAPassword() {
        SignUp signUp = new SignUp("n", "u", "e@x", "correct horse", Optional.empty());
        Bearers.Proof proof = stack.sessions.find(token).orElseThrow();

        assertThat(
                        signUp
                                + " "
                                + new SignedIn.Held(token, proof)
                                + new Sessions.Opened(token, proof.expiresAt())
                                + new AccountJson.Welcome(
                                        token, AccountJson.User.of(proof.account()))
                                + stack.settings)
                .doesNotContain(token, "correct horse", AccountsStack.SECRET);
    }
}
