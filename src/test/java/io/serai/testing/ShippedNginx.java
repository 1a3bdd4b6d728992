package io.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real nginx that runs the repository's own {@code nginx-rtmp/nginx.conf}. Only what must differ
 * beside other tests is replaced in it: its three ports, and where Serai is. {@link #close} kills
 * it; so does the end of the JVM.
 */
public final class ShippedNginx implements AutoCloseable {
    private static final Path SHIPPED = Path.of("nginx-rtmp");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final int rtmpPort = SeraiProcess.freePort();
    private final int hlsPort = SeraiProcess.freePort();
    private final int insidePort = SeraiProcess.freePort();
    private final String shipped;
    private String configuration;
    private Process master;

    private ShippedNginx(Path directory, URI serai) {
        if (!Files.exists(MODULE)) {
            throw new IllegalStateException(
                    "nginx with RTMP is needed (apt-get install nginx libnginx-mod-rtmp)");
        }
        this.directory = directory;
        try {
            this.shipped = Files.readString(SHIPPED.resolve("nginx.conf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.configuration = shipped;
        replace("//serai:3001/", "//127.0.0.1:" + serai.getPort() + "/");
        replace("listen 1935;", "listen 127.0.0.1:" + rtmpPort + ";");
        replace("listen 8080;", "listen 127.0.0.1:" + hlsPort + ";");
        replace("listen 8081;", "listen 127.0.0.1:" + insidePort + ";");
    }

    /** Not started yet; works in this directory and asks this Serai. */
    public static ShippedNginx in(Path directory, URI serai) {
        return new ShippedNginx(directory, serai);
    }

    /** Changes what stands in the file; fails unless it stands there. */
    public ShippedNginx replace(String text, String replacement) {
        if (!configuration.contains(text)) {
            throw new IllegalArgumentException("nginx-rtmp/nginx.conf has no \"" + text + "\"");
        }
        configuration = configuration.replace(text, replacement);
        return this;
    }

    /** Lines that differ from the shipped file, with what they are here. */
    public List<String> changedLines() {
        List<String> here = configuration.lines().toList();
        List<String> there = shipped.lines().toList();
        List<String> changed = new ArrayList<>();
        for (int line = 0; line < there.size(); line++) {
            if (!there.get(line).equals(here.get(line))) {
                changed.add(there.get(line).strip() + " -> " + here.get(line).strip());
            }
        }
        return changed;
    }

    /** Starts it and waits until it answers. */
    public ShippedNginx start() {
        try {
            Files.createDirectories(directory.resolve("run"));
            Files.writeString(directory.resolve("nginx.conf"), configuration);
            Files.copy(SHIPPED.resolve("stat.xsl"), directory.resolve("stat.xsl"));
            master = ProcessGroup.endWithJvm(command().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("nginx, see " + directory)
                .atMost(PATIENCE)
                .failFast(() -> !master.isAlive())
                .until(this::listens);
        return this;
    }

    /** Address of a stream, for publishing and playing. */
    public String rtmpUrl(String key) {
        return "rtmp://127.0.0.1:" + rtmpPort + "/live/" + key;
    }

    /** Address of a stream's HLS playlist. */
    public URI hls(String key) {
        return URI.create("http://127.0.0.1:" + hlsPort + "/live/" + key + "/index.m3u8");
    }

    public URI stat() {
        return inside("/stat");
    }

    /** An address on the port that is not for everybody. */
    public URI inside(String path) {
        return URI.create("http://127.0.0.1:" + insidePort + path);
    }

    /** Its error log so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("nginx.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (master != null) {
            ProcessGroup.kill(master);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), insidePort)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private ProcessBuilder command() {
        // Workers of a master that root started would not be root, and could not read here.
        String user = "root".equals(System.getProperty("user.name")) ? " user root;" : "";
        return new ProcessBuilder(
                        "/usr/sbin/nginx",
                        "-p",
                        directory.toString(),
                        "-c",
                        "nginx.conf",
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off;" + user)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile());
    }
}
