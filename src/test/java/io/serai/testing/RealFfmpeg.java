package io.serai.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A real ffmpeg that publishes a test picture with a tone, or plays a stream into nothing.
 * Thread-safe. {@link #close} kills it; so does the end of the JVM.
 */
public final class RealFfmpeg implements AutoCloseable {
    private static final int TAIL_LINES = 40;

    private final Process process;
    private final Thread reader;
    private final Deque<String> tail = new ArrayDeque<>();

    private RealFfmpeg(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin"));
        command.addAll(arguments);
        try {
            process =
                    ProcessGroup.endWithJvm(
                            new ProcessBuilder(command)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("ffmpeg is needed (apt-get install ffmpeg)", e);
        }
        reader = Thread.ofVirtual().name("ffmpeg-stderr").start(this::readStderr);
    }

    /** Publishes 320x240 at 25 frames a second, a key frame each second, until it is stopped. */
    public static RealFfmpeg publish(String rtmpUrl) {
        return new RealFfmpeg(
                List.of(
                        ("-nostats -re -f lavfi -i testsrc=size=320x240:rate=25"
                                        + " -re -f lavfi -i sine=frequency=440:sample_rate=44100"
                                        + " -c:v libx264 -preset ultrafast -tune zerolatency"
                                        + " -threads 1 -g 25 -pix_fmt yuv420p -b:v 200k"
                                        + " -c:a aac -b:a 64k -f flv "
                                        + rtmpUrl)
                                .split(" ")));
    }

    /** Plays as a viewer does and throws the media away. */
    public static RealFfmpeg play(String rtmpUrl) {
        return new RealFfmpeg(
                List.of(("-nostats -i " + rtmpUrl + " -c copy -f null -").split(" ")));
    }

    /** Plays so many seconds, throws the media away, and ends. */
    public static RealFfmpeg play(String url, int seconds) {
        return new RealFfmpeg(
                List.of(
                        "-nostats",
                        "-i",
                        url,
                        "-t",
                        Integer.toString(seconds),
                        "-c",
                        "copy",
                        "-f",
                        "null",
                        "-"));
    }

    public boolean running() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: the media server sees the connection end. */
    public void kill() {
        ProcessGroup.kill(process);
    }

    /** SIGTERM: ends the stream properly. */
    public void stop() {
        process.destroy();
        awaitExit(Duration.ofSeconds(5));
    }

    /** SIGSTOP: the connection stays, no media comes. */
    public void freeze() {
        ProcessGroup.signal(process, "STOP");
    }

    /** SIGCONT: ends {@link #freeze}. */
    public void resume() {
        ProcessGroup.signal(process, "CONT");
    }

    /** Exit code; empty while it runs. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Waits for the end and returns the exit code, 128 + signal if a signal ended it. */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "ffmpeg still runs after " + atMost + ":\n" + stderrTail());
            }
            reader.join(Duration.ofSeconds(1));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The last lines of its standard error. */
    public String stderrTail() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void readStderr() {
        try (BufferedReader lines = process.errorReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (tail) {
                    if (tail.size() == TAIL_LINES) {
                        tail.removeFirst();
                    }
                    tail.addLast(line);
                }
            }
        } catch (IOException e) {
            // The process was killed while a line was read; what is in the tail is what there is.
        }
    }
}
