package io.serai.common.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The token that may do everything. Thread-safe. */
public final class AdminToken {
    private static final String BEARER = "Bearer ";

    private final byte[] token;

    public AdminToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether an {@code Authorization} header carries the token; takes the same time either way.
     */
    public boolean matches(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String given = bearer ? authorization.substring(BEARER.length()).strip() : "";
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
