package io.serai.restream;

import io.serai.database.NodeSecrets;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RestreamConfiguration {
    private static final String SECRET_FILE = "encryption-key";

    @Bean
    KeyCipher keyCipher(RestreamSettings settings, ObjectProvider<NodeSecrets> secrets) {
        String configured = settings.encryptionKey().strip();
        String key =
                configured.isEmpty()
                        ? secrets.getObject().secret("ENCRYPTION_KEY", configured, SECRET_FILE)
                        : configured;
        return new KeyCipher(
                EncryptionKey.of("ENCRYPTION_KEY", key),
                Optional.of(settings.encryptionKeyPrevious().strip())
                        .filter(previous -> !previous.isEmpty())
                        .map(hex -> EncryptionKey.of("ENCRYPTION_KEY_PREVIOUS", hex)));
    }
}
