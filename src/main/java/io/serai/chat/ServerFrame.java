package io.serai.chat;

import java.nio.charset.StandardCharsets;

/**
 * Frames as a server writes them: whole, unmasked, each of them in one array that is made once and
 * written to everybody.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2</a>
 */
final class ServerFrame {
    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONGEST_REASON = SHORT_LENGTH - 2;

    private ServerFrame() {}

    static byte[] text(String json) {
        return frame(TEXT, json.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] ping() {
        return frame(PING, new byte[0]);
    }

    static byte[] pong(byte[] payload) {
        return frame(PONG, payload);
    }

    /**
     * @param reason cut where it does not fit
     */
    static byte[] close(CloseCode code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, LONGEST_REASON);
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code.number() >> 8);
        payload[1] = (byte) code.number();
        System.arraycopy(text, 0, payload, 2, length);
        return frame(CLOSE, payload);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        int length = payload.length;
        int header = length <= SHORT_LENGTH ? 2 : length <= 0xFFFF ? 4 : 10;
        byte[] frame = new byte[header + length];
        frame[0] = (byte) (FINAL | opcode);
        if (header == 2) {
            frame[1] = (byte) length;
        } else {
            frame[1] = (byte) (header == 4 ? TWO_BYTES : EIGHT_BYTES);
            for (int at = header - 1, rest = length; at > 1; at--, rest >>>= 8) {
                frame[at] = (byte) rest;
            }
        }
        System.arraycopy(payload, 0, frame, header, length);
        return frame;
    }
}
