package io.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real coturn with the shipped configuration, on a free loopback port. {@link #close} ends it; so
 * does the end of the JVM.
 */
public final class RealCoturn implements AutoCloseable {
    private static final Path SHIPPED = Path.of("coturn/turnserver.conf");

    private final int port;
    private final Process process;
    private final Thread atExit;

    /**
     * @param directory for its files
     * @param secret as docker-compose takes it from TURN_SECRET
     * @param peer the one address that may be relayed to
     */
    public static RealCoturn start(Path directory, String secret, String peer) {
        try {
            return new RealCoturn(directory, secret, peer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealCoturn(Path directory, String secret, String peer) throws IOException {
        port = freePort();
        Path configuration = directory.resolve("turnserver.conf");
        Files.writeString(
                configuration,
                Files.readString(SHIPPED)
                        + """
                        static-auth-secret=%s
                        allowed-peer-ip=%s
                        listening-ip=127.0.0.1
                        relay-ip=127.0.0.1
                        listening-port=%d
                        userdb=%s
                        pidfile=%s
                        """
                                .formatted(
                                        secret,
                                        peer,
                                        port,
                                        directory.resolve("turndb"),
                                        directory.resolve("pid")));
        Path log = directory.resolve("coturn.log");
        process =
                new ProcessBuilder("turnserver", "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        Awaitility.await("coturn takes connections; its log: " + log)
                .atMost(Duration.ofSeconds(20))
                .until(this::answers);
    }

    public int port() {
        return port;
    }

    /** What every user of the machine can read of it. */
    public Set<String> arguments() {
        return Set.of(process.info().arguments().orElse(new String[0]));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** It listens by TCP as well, where there is an answer to a connection. */
    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("coturn has ended: " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
