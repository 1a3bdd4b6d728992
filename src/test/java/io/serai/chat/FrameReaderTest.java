package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private static final int TEXT = 0x81;
    private static final int START = 0x01;
    private static final int GOES_ON = 0x00;
    private static final int ENDS = 0x80;
    private static final int PING = 0x89;

    private final Ear ear = new Ear();
    private final FrameReader reader = new FrameReader(ear);

    private static final class Ear implements FrameReader.Heard {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void text(String text) {
            heard.add(text);
        }

        @Override
        public void ping(byte[] payload) {
            heard.add("ping " + payload.length);
        }

        @Override
        public void pong() {
            heard.add("pong");
        }

        @Override
        public void close() {
            heard.add("close");
        }

        @Override
        public void broken(CloseCode code, String reason) {
            heard.add("broken " + code.number());
        }
    }

    private static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(0x80 | payload.length);
        } else {
            bytes.write(0x80 | 126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        bytes.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ mask[i & 3]);
        }
        return bytes.toByteArray();
    }

    private static byte[] frame(int first, String text) {
        return frame(first, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            bytes.writeBytes(frame);
        }
        return bytes.toByteArray();
    }

    private List<String> read(byte[]... frames) {
        reader.read(ByteBuffer.wrap(join(frames)));
        return ear.heard;
    }

    @Test
    void readsMessagesInOneAndInMoreFramesWithAPingBetween() {
        assertThat(
                        read(
                                frame(TEXT, "whole"),
                                frame(START, "in "),
                                frame(PING, "abc"),
                                frame(GOES_ON, "three "),
                                frame(ENDS, "parts"),
                                frame(0x8A, ""),
                                frame(0x88, "")))
                .containsExactly("whole", "ping 3", "in three parts", "pong", "close");
    }

    @Test
    void hearsTheSameHoweverTheBytesArrive() {
        byte[] all =
                join(
                        frame(TEXT, "x".repeat(4096)),
                        frame(START, "\u00e9"),
                        frame(ENDS, "\u20ac"),
                        frame(PING, ""));
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Ear other = new Ear();
            FrameReader pieces = new FrameReader(other);
            for (int at = 0; at < all.length; ) {
                int length = Math.min(all.length - at, 1 + random.nextInt(300));
                pieces.read(ByteBuffer.wrap(all, at, length));
                at += length;
            }
            assertThat(other.heard).containsExactly("x".repeat(4096), "\u00e9\u20ac", "ping 0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Not masked; a reserved bit; a reserved opcode; a continuation of nothing.
        "8100, 1002",
        "C18000000000, 1002",
        "838000000000, 1002",
        "808000000000, 1002",
        // Control frames in parts, or too long; a length that could be shorter.
        "098000000000, 1002",
        "89FE007E00000000, 1002",
        "81FE007D00000000, 1002",
        "81FF000000000000100000000000, 1002",
        "81FFFFFFFFFFFFFFFFFF00000000, 1002",
        // A new message in the middle of another.
        "018000000000818000000000, 1002",
        // Binary; too large; not UTF-8; half a character.
        "828000000000, 1003",
        "81FE100100000000, 1009",
        "81FF000000000001000000000000, 1009",
        "818100000000FF, 1007",
        "818200000000C328, 1007",
        // Close codes: half a one, and some that nobody may send.
        "88810000000003, 1002",
        "88820000000003ED, 1002",
        "888200000000FFFF, 1002",
        "88830000000003E8FF, 1007"
    })
    void refusesWhatTheProtocolForbids(String bytes, int code) {
        reader.read(ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
        assertThat(ear.heard).containsExactly("broken " + code);
        reader.read(ByteBuffer.wrap(frame(TEXT, "after that")));
        assertThat(ear.heard).hasSize(1);
    }

    @Test
    void refusesAMessageWhosePartsAreTooLargeTogether() {
        assertThat(read(frame(START, "x".repeat(4000)), frame(ENDS, "x".repeat(97))))
                .containsExactly("broken 1009");
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            Ear other = new Ear();
            FrameReader fuzzed = new FrameReader(other);
            byte[] bytes = join(frame(TEXT, "hello"), frame(START, "a"), frame(ENDS, "b"));
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int cut = random.nextInt(bytes.length);
            fuzzed.read(ByteBuffer.wrap(bytes, 0, cut));
            fuzzed.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            long ends =
                    other.heard.stream()
                            .filter(one -> one.startsWith("broken") || one.equals("close"))
                            .count();
            assertThat(ends).isLessThanOrEqualTo(1);
        }
    }
}
