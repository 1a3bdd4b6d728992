package io.serai.broadcasts;

import io.serai.srs.SrsWhip.Session;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names SRS's sessions for browsers, so that whoever began one can end it and nobody else: SRS
 * makes its own passwords of numbers that follow from the time, so the names are signed. The key is
 * a file of the data directory; nodes that share a proxy need the same one. Thread-safe.
 */
final class WebRtcResources {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final String SEPARATOR = " ";

    private final SecretKeySpec key;

    WebRtcResources(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** As it can stand in a path. */
    String name(Session session) {
        byte[] text = (session.id() + SEPARATOR + session.token()).getBytes(StandardCharsets.UTF_8);
        return encode(text) + "." + encode(signature(text));
    }

    /** Empty for a name that we never gave. */
    Optional<Session> read(String name) {
        int point = name.indexOf('.');
        try {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            byte[] text = decoder.decode(name.substring(0, Math.max(point, 0)));
            byte[] signature = decoder.decode(name.substring(point + 1));
            if (!MessageDigest.isEqual(signature, signature(text))) {
                return Optional.empty();
            }
            String[] parts = new String(text, StandardCharsets.UTF_8).split(SEPARATOR, 2);
            return Optional.of(new Session(parts[0], parts[1]));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] signature(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(text), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
