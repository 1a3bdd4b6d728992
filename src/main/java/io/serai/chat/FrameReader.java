package io.serai.chat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the bytes that a client sends. Holds nothing between whole messages, so an idle
 * connection costs no buffer. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, 5</a>
 */
final class FrameReader {
    /** Of a message, in however many frames it comes. */
    static final int MOST_BYTES = 4096;

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int LONGEST_CONTROL = 125;
    private static final int MASK_BYTES = 4;

    private final Heard heard;
    private byte @Nullable [] rest;
    private int restLength;
    private byte @Nullable [] message;
    private boolean ended;

    FrameReader(Heard heard) {
        this.heard = heard;
    }

    /** What a client says. After {@code close} and {@code broken} nothing more is heard. */
    interface Heard {
        void text(String text);

        void ping(byte[] payload);

        void pong();

        void close();

        /** The client breaks a rule of the protocol, or one of ours. */
        void broken(CloseCode code, String reason);
    }

    /** Takes all bytes of the buffer. */
    void read(ByteBuffer from) {
        if (rest == null) {
            takeFrames(from);
            keep(from);
        } else {
            byte[] joined = grown(rest, restLength + from.remaining());
            int length = restLength + from.remaining();
            from.get(joined, restLength, from.remaining());
            ByteBuffer all = ByteBuffer.wrap(joined, 0, length);
            rest = null;
            takeFrames(all);
            if (all.position() == 0 && !ended) {
                rest = joined;
                restLength = length;
            } else {
                keep(all);
            }
        }
    }

    private static byte[] grown(byte[] bytes, int length) {
        return bytes.length >= length
                ? bytes
                : Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }

    private void keep(ByteBuffer from) {
        if (ended || !from.hasRemaining()) {
            from.position(from.limit());
            return;
        }
        restLength = from.remaining();
        rest = new byte[restLength];
        from.get(rest);
    }

    private void takeFrames(ByteBuffer from) {
        while (!ended && takeFrame(from)) {
            // One after the other.
        }
    }

    /** Whether there was a whole frame; if not, the buffer is as it was. */
    private boolean takeFrame(ByteBuffer from) {
        int start = from.position();
        if (from.remaining() < 2) {
            return false;
        }
        int first = from.get() & 0xFF;
        int second = from.get() & 0xFF;
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0xF;
        if ((first & 0x70) != 0) {
            return broken(CloseCode.PROTOCOL, "No extension was agreed on");
        }
        if ((second & 0x80) == 0) {
            return broken(CloseCode.PROTOCOL, "Clients mask their frames");
        }
        if (!fits(opcode, last, second & 0x7F)) {
            return false;
        }
        int extra =
                switch (second & 0x7F) {
                    case 126 -> 2;
                    case 127 -> 8;
                    default -> 0;
                };
        if (from.remaining() < extra) {
            from.position(start);
            return false;
        }
        long length = length(from, second & 0x7F, extra);
        if (length < 0) {
            return false;
        }
        if (from.remaining() < MASK_BYTES + length) {
            from.position(start);
            return false;
        }
        frame(opcode, last, unmasked(from, (int) length));
        return !ended;
    }

    private boolean fits(int opcode, boolean last, int length) {
        return switch (opcode) {
            case CONTINUATION ->
                    message != null || broken(CloseCode.PROTOCOL, "Nothing is to be continued");
            case TEXT ->
                    message == null || broken(CloseCode.PROTOCOL, "A message was not finished");
            case BINARY -> broken(CloseCode.NOT_TEXT, "Only text is understood");
            case CLOSE, PING, PONG ->
                    last && length <= LONGEST_CONTROL
                            || broken(CloseCode.PROTOCOL, "Control frames are short and whole");
            default -> broken(CloseCode.PROTOCOL, "Unknown kind of frame");
        };
    }

    /** Negative: refused. */
    private long length(ByteBuffer from, int given, int extra) {
        long length = given;
        if (extra > 0) {
            length = extra == 2 ? from.getShort() & 0xFFFFL : from.getLong();
            if (length < (extra == 2 ? 126 : 0x10000)) {
                broken(CloseCode.PROTOCOL, "A length is written as short as it can be");
                return -1;
            }
        }
        if (length + (message == null ? 0 : message.length) > MOST_BYTES) {
            broken(CloseCode.TOO_LARGE, "A message has at most 4096 bytes");
            return -1;
        }
        return length;
    }

    private static byte[] unmasked(ByteBuffer from, int length) {
        byte[] mask = new byte[MASK_BYTES];
        from.get(mask);
        byte[] payload = new byte[length];
        from.get(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    private void frame(int opcode, boolean last, byte[] payload) {
        switch (opcode) {
            case CLOSE -> closed(payload);
            case PING -> heard.ping(payload);
            case PONG -> heard.pong();
            default -> data(payload, last);
        }
    }

    private void data(byte[] payload, boolean last) {
        byte[] whole = payload;
        if (message != null) {
            whole = Arrays.copyOf(message, message.length + payload.length);
            System.arraycopy(payload, 0, whole, message.length, payload.length);
        }
        message = last ? null : whole;
        if (last) {
            String text = utf8(whole, 0);
            if (text != null) {
                heard.text(text);
            }
        }
    }

    private void closed(byte[] payload) {
        int code = payload.length < 2 ? 0 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (payload.length == 1 || payload.length > 1 && !mayBeSent(code)) {
            broken(CloseCode.PROTOCOL, "No such close code");
        } else if (payload.length < 2 || utf8(payload, 2) != null) {
            ended = true;
            heard.close();
        }
    }

    private static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006
                || code >= 3000 && code <= 4999;
    }

    private @Nullable String utf8(byte[] bytes, int from) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            broken(CloseCode.NOT_UTF_8, "Text is UTF-8");
            return null;
        }
    }

    private boolean broken(CloseCode code, String reason) {
        ended = true;
        heard.broken(code, reason);
        return false;
    }
}
