package io.serai.playback;

import io.serai.playback.SrsHttp.Opened;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file on its way from SRS, within limits of size and time. Not thread-safe. */
final class HlsTransfer implements AutoCloseable {
    private final Opened opened;
    private final long largest;
    private Optional<List<ByteBuffer>> piece = Optional.empty();

    /**
     * @param largest in bytes
     */
    HlsTransfer(Opened opened, long largest) {
        this.opened = opened;
        this.largest = largest;
    }

    /**
     * Waits for the first bytes, so that who has none may still be told why.
     *
     * @throws IOException with a short reason if they don't come, or if there are too many
     */
    void begin(TimeLimit time) throws IOException {
        if (opened.headers().firstValueAsLong("Content-Length").orElse(0) > largest) {
            throw tooLarge();
        }
        piece = opened.body().next(time.left());
    }

    /**
     * Copies all of it, as it comes.
     *
     * @param stall longest pause between two pieces
     * @throws IOException if the copy is not complete
     */
    void copyTo(OutputStream out, TimeLimit time, Duration stall) throws IOException {
        WritableByteChannel channel = Channels.newChannel(out);
        long copied = 0;
        while (piece.isPresent()) {
            for (ByteBuffer bytes : piece.get()) {
                copied += bytes.remaining();
                if (copied > largest) {
                    throw tooLarge();
                }
                channel.write(bytes);
            }
            out.flush();
            piece = opened.body().next(time.leftOf(stall));
        }
    }

    /** Gives up what has not arrived. */
    @Override
    public void close() {
        opened.body().close();
    }

    private IOException tooLarge() {
        return new IOException("larger than " + largest + " bytes");
    }
}
