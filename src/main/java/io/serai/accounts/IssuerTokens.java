package io.serai.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.serai.accounts.AccountsSettings.Issuer;
import io.serai.audit.Actor;
import io.serai.audit.AuditEntry;
import io.serai.audit.AuditLog;
import io.serai.common.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tokens of an identity provider. Whoever shows one for the first time gets an account; it is told
 * from others by the provider's name for it alone, never by an e-mail address. Thread-safe.
 */
final class IssuerTokens implements Bearers {
    private static final Logger log = LoggerFactory.getLogger(IssuerTokens.class);
    private static final int MOST_REMEMBERED = 20_000;
    private static final int MOST_TRIES = 3;

    private final Issuer issuer;
    private final IssuerDecoder decoder;
    private final IssuerRepository repository;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    /** By the token's digest; empty: it was signed out. */
    private final Cache<String, Optional<AccountRow>> known;

    IssuerTokens(
            AccountsSettings settings,
            IssuerRepository repository,
            AuditLog audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.issuer = settings.issuer();
        this.decoder = new IssuerDecoder(issuer, clock);
        this.repository = repository;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MOST_REMEMBERED)
                        .expireAfterWrite(settings.sessionMemory())
                        .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Optional<Proof> find(String token) {
        Optional<Jwt> good = decoder.decode(token);
        if (good.isEmpty()) {
            return Optional.empty();
        }
        Jwt jwt = good.get();
        Instant end = Objects.requireNonNull(jwt.getExpiresAt());
        return known.get(digest(token), digest -> account(digest, jwt))
                .map(account -> new Proof(account, end));
    }

    @Override
    public void end(String token) {
        Optional<Jwt> good = decoder.decode(token);
        if (good.isPresent()) {
            String digest = digest(token);
            repository.kill(digest, Objects.requireNonNull(good.get().getExpiresAt()));
            known.invalidate(digest);
            log.info("account.signed-out issuer={}", issuer.uri());
        }
    }

    @Override
    public void forget(UserId account) {
        known.asMap()
                .values()
                .removeIf(each -> each.filter(one -> one.id().equals(account)).isPresent());
    }

    private Optional<AccountRow> account(String digest, Jwt jwt) {
        if (repository.isDead(digest)) {
            return Optional.empty();
        }
        String subject = jwt.getSubject();
        Optional<AccountRow> found = repository.bySubject(issuer.uri(), subject);
        // Another node may make the same account, or somebody take the username, at the same time.
        for (int tries = 0; found.isEmpty() && tries < MOST_TRIES; tries++) {
            found =
                    transactions
                            .execute(tx -> make(jwt))
                            .or(() -> repository.bySubject(issuer.uri(), subject));
        }
        return found;
    }

    private Optional<AccountRow> make(Jwt jwt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<AccountRow> made = repository.insert(IssuedIdentity.of(issuer.uri(), jwt), now);
        made.ifPresent(
                account -> {
                    audit.write(
                            AuditEntry.of(
                                    Actor.part("identity-provider"),
                                    "account.created",
                                    "account",
                                    account.id()));
                    log.info("account.created account={} by=issuer", account.id());
                });
        return made;
    }

    private static String digest(String token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
