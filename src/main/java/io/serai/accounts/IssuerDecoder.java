package io.serai.accounts;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.serai.accounts.AccountsSettings.Issuer;
import io.serai.common.ControlException.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Verifies an identity provider's tokens by Spring Security's decoder. Thread-safe. */
final class IssuerDecoder {
    private static final Logger log = LoggerFactory.getLogger(IssuerDecoder.class);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int LONGEST_TOKEN = 8192;

    /** Only keys of which we see the public half: a shared one would also be in other hands. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final NimbusJwtDecoder decoder;

    IssuerDecoder(Issuer issuer, Clock clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(issuer)));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        // Claims are the validators' matter.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        this.decoder = new NimbusJwtDecoder(processor);
        JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
        times.setClock(clock);
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        times,
                        new JwtIssuerValidator(issuer.uri()),
                        new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull),
                        new JwtClaimValidator<String>(
                                JwtClaimNames.SUB, sub -> sub != null && !sub.isBlank()),
                        new JwtClaimValidator<List<String>>(
                                JwtClaimNames.AUD,
                                aud -> aud != null && aud.contains(issuer.audience()))));
    }

    /**
     * What a good token says; empty if it is not good.
     *
     * @throws Unavailable when the provider's keys are needed and it does not answer
     */
    Optional<Jwt> decode(String token) {
        if (token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoder.decode(token));
        } catch (BadJwtException notGood) {
            return Optional.empty();
        } catch (JwtException noKeys) {
            if (isRateLimited(noKeys)) {
                // The keys were fetched a moment ago, and this one's was not among them.
                return Optional.empty();
            }
            log.warn("issuer.away reason=\"{}\"", noKeys.getMessage());
            throw new Unavailable("The identity provider does not answer", noKeys);
        }
    }

    private static JWKSource<SecurityContext> keys(Issuer issuer) {
        return JWKSourceBuilder.create(new IssuerKeys(issuer))
                .cache(issuer.keepKeys().toMillis(), issuer.timeout().toMillis() * 3)
                .refreshAheadCache(false)
                .rateLimited(true)
                .outageTolerant(issuer.outliveOutage().toMillis())
                .build();
    }

    private static boolean isRateLimited(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }
}
