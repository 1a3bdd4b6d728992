package io.serai.accounts;

import io.serai.database.NodeSecrets;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccountsConfiguration {
    private static final String SECRET_FILE = "jwt-secret";

    @Bean
    Sessions sessions(
            AccountsSettings settings,
            ObjectProvider<NodeSecrets> secrets,
            SessionRepository repository,
            AccountRepository accounts,
            Clock clock) {
        String configured = settings.jwtSecret();
        String secret =
                configured.isBlank()
                        ? secrets.getObject().secret("SERAI_JWT_SECRET", configured, SECRET_FILE)
                        : configured.strip();
        return new Sessions(new SessionTokens(secret), repository, accounts, settings, clock);
    }
}
