package io.serai.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.serai.common.StartRefused;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * Our own tokens: a JWT, signed with HS256, that names a session. What it says is worth nothing
 * without the session's row. Thread-safe.
 */
final class SessionTokens {
    private static final String ISSUER = "serai";
    private static final int SHORTEST_SECRET = 32;
    private static final int LONGEST_TOKEN = 1024;

    private final MACSigner signer;
    private final MACVerifier verifier;

    /**
     * @throws StartRefused when the secret is shorter than the signature needs it
     */
    SessionTokens(String secret) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_SECRET) {
            throw new StartRefused(
                    "SERAI_JWT_SECRET has to be at least 32 characters long; \"openssl rand -hex"
                            + " 32\" makes one.");
        }
        try {
            this.signer = new MACSigner(key);
            this.verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param end after it the token is worth nothing, whatever its session says
     */
    String make(UUID session, Instant end) {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .jwtID(session.toString())
                        .expirationTime(Date.from(end))
                        .build();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** The session that a token names; empty if it is not ours, was changed, or is too old. */
    Optional<UUID> session(String token, Instant now) {
        if (token.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // Only what we make ourselves: no other algorithm, and no header that asks for more.
            boolean ours =
                    JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                            && jwt.verify(verifier);
            if (!ours) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date end = claims.getExpirationTime();
            boolean good =
                    ISSUER.equals(claims.getIssuer())
                            && claims.getJWTID() != null
                            && end != null
                            && now.isBefore(end.toInstant());
            return good ? Optional.of(UUID.fromString(claims.getJWTID())) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
