package io.serai.restream;

import io.serai.common.StartRefused;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of ours for AES-256.
 *
 * @param version tells keys apart without telling anything else of them: made of their hash, never
 *     0, so that rotation needs no counter that somebody has to keep
 */
record EncryptionKey(SecretKey key, int version) {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * @param variable names it in the error; its value is not told
     * @throws StartRefused when it is not 64 hexadecimal digits
     */
    static EncryptionKey of(String variable, String hex) {
        if (!HEX.matcher(hex).matches()) {
            throw new StartRefused(
                    variable + " is 64 hexadecimal digits; the configured one is not.");
        }
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new EncryptionKey(new SecretKeySpec(bytes, "AES"), version(bytes));
    }

    private static int version(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Math.max(1, ByteBuffer.wrap(hash).getInt() & Integer.MAX_VALUE);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "EncryptionKey[version=" + version + "]";
    }
}
