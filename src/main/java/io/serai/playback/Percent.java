package io.serai.playback;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoding as browsers do it ({@code encodeURIComponent}), and back. */
final class Percent {
    private static final String KEPT = "-_.!~*'()";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /** The text as one part of a path or as a value of a query. */
    static String encode(String text) {
        return encode(text, KEPT);
    }

    /** The text as a value of a query; slashes stay readable. */
    static String encodeWithSlashes(String text) {
        return encode(text, KEPT + "/");
    }

    /** Nothing if an escape is damaged, or if what it stands for is no UTF-8. */
    static Optional<String> decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded[length++] = bytes[i];
                continue;
            }
            if (i + 2 >= bytes.length
                    || !HexFormat.isHexDigit(bytes[i + 1])
                    || !HexFormat.isHexDigit(bytes[i + 2])) {
                return Optional.empty();
            }
            decoded[length++] =
                    (byte)
                            (HexFormat.fromHexDigit(bytes[i + 1]) << 4
                                    | HexFormat.fromHexDigit(bytes[i + 2]));
            i += 2;
        }
        String result = new String(decoded, 0, length, StandardCharsets.UTF_8);
        return result.indexOf('\uFFFD') < 0 ? Optional.of(result) : Optional.empty();
    }

    private static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (one & 0xFF);
            boolean plain =
                    character >= 'a' && character <= 'z'
                            || character >= 'A' && character <= 'Z'
                            || character >= '0' && character <= '9'
                            || kept.indexOf(character) >= 0;
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HEX.toHexDigits(one));
            }
        }
        return encoded.toString();
    }
}
