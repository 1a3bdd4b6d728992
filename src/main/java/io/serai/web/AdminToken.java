package io.serai.web;

import io.serai.database.DataDirectory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The token of the admin API: the configured one, else one that is kept in a file. Thread-safe. */
@Component
final class AdminToken {
    private static final String BEARER = "Bearer ";
    private static final String FILE = "admin-token";
    private static final int DIGITS = 64;

    private final byte[] token;

    AdminToken(WebSettings settings, ObjectProvider<DataDirectory> directory) {
        String configured = settings.adminToken().strip();
        String text =
                configured.isEmpty() ? directory.getObject().secret(FILE, DIGITS) : configured;
        this.token = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether an {@code Authorization} header carries the token; takes the same time either way.
     */
    boolean matches(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String given = bearer ? authorization.substring(BEARER.length()).strip() : "";
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }
}
