package io.serai.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys for other features, made of {@code SERAI_JWT_SECRET}: all nodes have the same, and from one
 * of them nobody learns another or the secret. Thread-safe.
 */
public final class DerivedKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    DerivedKeys(String secret) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * 32 bytes that are the same as long as the secret is.
     *
     * @param purpose unique among what keys are for
     */
    public byte[] key(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(("serai key for " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "derived keys";
    }
}
