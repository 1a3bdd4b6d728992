package io.serai.web;

import io.serai.common.StartRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The token of the admin API: the configured one, else one that is kept in a file. Thread-safe. */
@Component
final class AdminToken {
    private static final String BEARER = "Bearer ";

    private final byte[] token;

    AdminToken(WebSettings settings, ObjectProvider<SecretFiles> files) {
        String configured = settings.adminToken().strip();
        this.token =
                (configured.isEmpty() ? kept(files) : configured).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether an {@code Authorization} header carries the token; takes the same time either way.
     */
    boolean matches(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String given = bearer ? authorization.substring(BEARER.length()).strip() : "";
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static String kept(ObjectProvider<SecretFiles> files) {
        SecretFiles found = files.getIfAvailable();
        if (found == null) {
            throw new StartRefused("There is no admin token. Set SERAI_ADMIN_TOKEN.");
        }
        return found.secret("admin-token", 64);
    }
}
