package io.serai.accounts;

import io.serai.audit.AuditLog;
import io.serai.common.PublicAddresses;
import io.serai.database.NodeSecrets;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AccountsConfiguration {
    private static final String SECRET_FILE = "jwt-secret";

    @Bean
    Sessions sessions(
            AccountsSettings settings,
            ObjectProvider<NodeSecrets> secrets,
            AccountSessionRepository repository,
            AccountRepository accounts,
            Clock clock) {
        String secret = secret(settings, secrets);
        return new Sessions(new SessionTokens(secret), repository, accounts, settings, clock);
    }

    @Bean
    DerivedKeys derivedKeys(AccountsSettings settings, ObjectProvider<NodeSecrets> secrets) {
        return new DerivedKeys(secret(settings, secrets));
    }

    /** Whose tokens are believed. */
    @Bean
    @Primary
    Bearers bearers(
            AccountsSettings settings,
            Sessions sessions,
            IssuerRepository repository,
            AuditLog audit,
            TransactionTemplate transactions,
            Clock clock) {
        return settings.issuer().configured()
                ? new IssuerTokens(settings, repository, audit, transactions, clock)
                : sessions;
    }

    @Bean
    Passwords passwords(AccountsSettings settings) {
        return new Passwords(
                new BCryptPasswordEncoder(settings.hashCost()),
                settings.hashesAtOnce(),
                settings.hashWait());
    }

    @Bean
    SessionCookies sessionCookies(PublicAddresses addresses, AccountsSettings settings) {
        return new SessionCookies(addresses, settings.sessionLongest());
    }

    private static String secret(AccountsSettings settings, ObjectProvider<NodeSecrets> secrets) {
        String configured = settings.jwtSecret();
        return configured.isBlank()
                ? secrets.getObject().secret("SERAI_JWT_SECRET", configured, SECRET_FILE)
                : configured.strip();
    }
}
