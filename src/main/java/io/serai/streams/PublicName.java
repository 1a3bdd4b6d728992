package io.serai.streams;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name under which a media server shows a stream instead of its key: made of the key's hash, so
 * that every node makes the same and nobody comes back from it to the key. PostgreSQL makes it as
 * well: {@code public_name} (V13).
 */
public final class PublicName {
    private static final String PREFIX = "p-";
    private static final int HASH_BYTES = 16;
    private static final Pattern FORM = Pattern.compile("p-[0-9a-f]{32}");

    /** What is published with a token is called by the stream's id, which is no secret. */
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private PublicName() {}

    /** The name for a stream that is published under this one. */
    public static String of(String published) {
        if (ID.matcher(published).matches()) {
            return published;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(published.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    /** Whether this looks like one; never a key of ours. */
    public static boolean isOne(String name) {
        return FORM.matcher(name).matches();
    }
}
