package io.serai.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.serai.accounts.AccountsSettings.Issuer;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.StartRefused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against an identity provider on this machine. */
class IssuerTokensTest {
    private final AccountsStack stack = new AccountsStack();
    private final LocalIssuer issuer = new LocalIssuer();
    private final IssuerTokens tokens = tokens(issuer.uri(), "");

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void whoShowsAGoodTokenForTheFirstTimeGetsAnAccount() {
        AccountRow first = tokens.find(issuer.sign(claims("ada").build())).orElseThrow().account();

        assertThat(first.username()).isEqualTo("ada_name");
        assertThat(first.name()).isEqualTo("Somebody ada");
        assertThat(first.email()).contains("ada@example.org");
        assertThat(first.origin()).isEqualTo("issuer");
        assertThat(first.id().value()).isGreaterThanOrEqualTo(1L << 40);
        AccountRow again =
                tokens.find(issuer.sign(claims("ada").claim("name", "Other").build()))
                        .orElseThrow()
                        .account();
        assertThat(again.id()).isEqualTo(first.id());
    }

    @Test
    void anAccountThatSignedUpHereIsNotGivenToWhoeverClaimsItsAddress() {
        stack.signUp("ada");

        AccountRow other =
                tokens.find(
                                issuer.sign(
                                        claims("evil")
                                                .claim("preferred_username", "ada")
                                                .claim("email", "ada@example.org")
                                                .build()))
                        .orElseThrow()
                        .account();

        assertThat(other.username()).isEqualTo("user-" + other.id());
        assertThat(other.origin()).isEqualTo("issuer");
    }

    @Test
    void manyFirstTokensAtOnceMakeOneAccount() throws Exception {
        String token = issuer.sign(claims("ada").build());
        List<Callable<Optional<Bearers.Proof>>> all =
                IntStream.range(0, 8)
                        .<Callable<Optional<Bearers.Proof>>>mapToObj(
                                number -> () -> tokens(issuer.uri(), "").find(token))
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(all))
                    .extracting(future -> future.resultNow().orElseThrow().account().id())
                    .hasSize(8)
                    .containsOnly(stack.people.byUsername("ada_name").orElseThrow().id());
        }
    }

    @Test
    void aTokenThatIsNotForUsOrNotGoodAnyMoreIsWorthNothing() {
        Instant now = stack.clock.instant();
        assertThat(find(claims("a").issuer("http://other.example").build())).isEmpty();
        assertThat(find(claims("a").audience("another-service").build())).isEmpty();
        assertThat(find(claims("a").audience((String) null).build())).isEmpty();
        assertThat(find(claims("a").expirationTime(Date.from(now.minusSeconds(31))).build()))
                .isEmpty();
        assertThat(find(claims("a").expirationTime(null).build())).isEmpty();
        assertThat(find(claims("a").notBeforeTime(Date.from(now.plusSeconds(31))).build()))
                .isEmpty();
        assertThat(find(claims("a").subject(" ").build())).isEmpty();
        assertThat(find(claims("a").subject(null).build())).isEmpty();
        assertThat(find(claims("a").audience(List.of("x", LocalIssuer.AUDIENCE)).build()))
                .isPresent();
    }

    @Test
    void aTokenThatSomebodyElseSignedIsWorthNothing() throws JOSEException {
        JWTClaimsSet claims = claims("ada").build();
        SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        shared.sign(new MACSigner(issuer.uri().repeat(3).getBytes(StandardCharsets.UTF_8)));

        assertThat(tokens.find(LocalIssuer.sign(claims, LocalIssuer.newKey("first")))).isEmpty();
        assertThat(tokens.find(shared.serialize())).isEmpty();
        assertThat(tokens.find(new PlainJWT(claims).serialize())).isEmpty();
        assertThat(tokens.find("a.b.c")).isEmpty();
        assertThat(tokens.find("x".repeat(10_000))).isEmpty();
    }

    @Test
    void keysThatNobodyKnowsAreAskedForOnlyNowAndThen() {
        tokens.find(issuer.sign(claims("ada").build())).orElseThrow();
        int before = issuer.keysAsked.get();

        for (int attempt = 0; attempt < 20; attempt++) {
            assertThat(
                            tokens.find(
                                    LocalIssuer.sign(
                                            claims("ada").build(),
                                            LocalIssuer.newKey("made-up-" + attempt))))
                    .isEmpty();
        }

        assertThat(issuer.keysAsked.get() - before).isLessThanOrEqualTo(2);
        assertThat(tokens.find(issuer.sign(claims("ada").build()))).isPresent();
    }

    @Test
    void aNewKeyOfTheProviderIsFound() {
        tokens.find(issuer.sign(claims("ada").build())).orElseThrow();

        issuer.addKey("second");

        assertThat(tokens.find(issuer.sign(claims("ada").build()))).isPresent();
    }

    @Test
    void aProviderThatIsAwayIsNoWrongToken() {
        issuer.away = true;
        String token = issuer.sign(claims("ada").build());

        assertThatThrownBy(() -> tokens.find(token))
                .isInstanceOf(Unavailable.class)
                .hasMessage("The identity provider does not answer");
        assertThatThrownBy(() -> tokens("http://127.0.0.1:1", "").find(token))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void whileTheProviderIsAwayItsKnownKeysAreGood() {
        tokens.find(issuer.sign(claims("ada").build())).orElseThrow();

        issuer.away = true;

        assertThat(tokens.find(issuer.sign(claims("bob").build()))).isPresent();
    }

    @Test
    void itsKeysMayHaveAnAddressOfTheirOwn() {
        IssuerTokens direct = tokens(issuer.uri(), issuer.uri() + "/keys");

        assertThat(direct.find(issuer.sign(claims("ada").build()))).isPresent();
    }

    @Test
    void aSignedOutTokenIsDeadAndOthersOfItsHolderLive() {
        String token = issuer.sign(claims("ada").jwtID("1").build());
        String other = issuer.sign(claims("ada").jwtID("2").build());
        IssuerTokens otherNode = tokens(issuer.uri(), "");
        tokens.find(token).orElseThrow();
        otherNode.find(token).orElseThrow();

        tokens.end(token);

        assertThat(tokens.find(token)).isEmpty();
        assertThat(tokens.find(other)).isPresent();
        stack.clock.pass(Duration.ofSeconds(3));
        assertThat(otherNode.find(token)).isEmpty();
    }

    @Test
    void aProviderWithoutAnAudienceStopsTheStart() {
        assertThatThrownBy(() -> settings("http://issuer.example", "", ""))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("SERAI_ISSUER_URI is set, but not SERAI_ISSUER_AUDIENCE");
    }

    private Optional<Bearers.Proof> find(JWTClaimsSet claims) {
        return tokens.find(issuer.sign(claims));
    }

    private JWTClaimsSet.Builder claims(String subject) {
        return issuer.claims(subject, stack.clock.instant());
    }

    private IssuerTokens tokens(String uri, String keys) {
        AccountsSettings settings =
                AccountsStack.settings(
                        AccountsStack.SECRET, settings(uri, keys, LocalIssuer.AUDIENCE));
        return new IssuerTokens(
                settings,
                new IssuerRepository(stack.client),
                stack.audit,
                stack.transactions,
                stack.clock);
    }

    private static Issuer settings(String uri, String keys, String audience) {
        return new Issuer(
                uri,
                keys,
                audience,
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofHours(1));
    }
}
