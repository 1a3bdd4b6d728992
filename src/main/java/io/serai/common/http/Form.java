package io.serai.common.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fields of a query string or of a form body. The first value of a repeated field counts: a
 * publisher can append its own arguments to the form that nginx-rtmp sends, and they come last.
 *
 * @param fields decoded fields in the order of their first appearance
 * @param damaged whether a part could not be decoded (bad percent escape, bytes that are not
 *     UTF-8); that part is left out of {@code fields}
 */
public record Form(Map<String, String> fields, boolean damaged) {
    /** At most so many fields are read; more make the form damaged. */
    public static final int MOST_FIELDS = 200;

    public static final Form EMPTY = new Form(Map.of(), false);

    public Form {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Reads {@code application/x-www-form-urlencoded} text, as raw as it came. */
    public static Form parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        boolean damaged = false;
        for (String pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (fields.size() == MOST_FIELDS) {
                damaged = true;
                break;
            }
            int equals = pair.indexOf('=');
            Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty()) {
                damaged = true;
                continue;
            }
            fields.putIfAbsent(name.get(), value.get());
        }
        return new Form(fields, damaged);
    }

    /** Reads a form body; bytes that are not UTF-8 make it damaged and empty. */
    public static Form parse(byte[] body) {
        return utf8(ByteBuffer.wrap(body)).map(Form::parse).orElse(new Form(Map.of(), true));
    }

    /** The value of a field that is present and not empty. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    /** Only the names: values may be secrets. */
    @Override
    public String toString() {
        return fields.keySet() + (damaged ? " damaged" : "");
    }

    private static Optional<String> decode(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '+') {
                out.put((byte) ' ');
            } else if (raw[i] != '%') {
                out.put(raw[i]);
            } else {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                out.put((byte) (high << 4 | low));
                i += 2;
            }
        }
        return utf8(out.flip());
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(bytes)
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
