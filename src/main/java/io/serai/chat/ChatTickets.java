package io.serai.chat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.serai.accounts.Account;
import io.serai.accounts.DerivedKeys;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Signed names for the door of one chat. A ticket is not used up: for the short time that it is
 * good, whoever has it enters as often as they like, as the same person. Signed with a key of its
 * own, so that no other token is a ticket, and no ticket another token. Thread-safe.
 */
@Component
final class ChatTickets {
    private static final String ISSUER = "serai";
    private static final String AUDIENCE = "serai chat ";
    private static final String NAME = "name";
    private static final String ADMIN = "admin";
    private static final int LONGEST = 2048;

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final ModerationSettings settings;

    ChatTickets(DerivedKeys keys, ModerationSettings settings) {
        byte[] key = keys.key("chat tickets");
        try {
            this.signer = new MACSigner(key);
            this.verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        this.settings = settings;
    }

    /** A ticket as its holder gets it. */
    record Ticket(String text, Instant end) {
        /** Not the ticket itself. */
        @Override
        public String toString() {
            return "ticket until " + end;
        }
    }

    /** Whom a ticket names. */
    record Holder(UserId account, String name, boolean admin) {}

    /**
     * @param admin whether the holder moderates every chat
     */
    Ticket make(StreamId stream, Account account, boolean admin, Instant now) {
        Instant end = now.plus(settings.ticketLifetime());
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE + stream)
                        .subject(account.id().toString())
                        .claim(NAME, account.name())
                        .claim(ADMIN, admin)
                        .expirationTime(Date.from(end))
                        .build();
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
                        claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return new Ticket(jwt.serialize(), end);
    }

    /** Whom the ticket names; empty if it is not ours, is for another chat, or is too old. */
    Optional<Holder> read(String text, StreamId stream, Instant now) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            boolean ours =
                    JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                            && jwt.verify(verifier);
            return ours ? holder(jwt.getJWTClaimsSet(), stream, now) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Holder> holder(JWTClaimsSet claims, StreamId stream, Instant now)
            throws ParseException {
        Date end = claims.getExpirationTime();
        String name = claims.getStringClaim(NAME);
        boolean good =
                ISSUER.equals(claims.getIssuer())
                        && claims.getAudience().equals(List.of(AUDIENCE + stream))
                        && name != null
                        && end != null
                        && now.isBefore(end.toInstant());
        return good
                ? Optional.of(
                        new Holder(
                                new UserId(Long.parseLong(claims.getSubject())),
                                name,
                                Boolean.TRUE.equals(claims.getBooleanClaim(ADMIN))))
                : Optional.empty();
    }
}
