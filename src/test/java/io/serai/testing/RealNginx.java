package io.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real nginx with the RTMP module, on free loopback ports, in a directory of its own. Its ports
 * stay the same when it is killed or stopped and started again. {@link #close} kills it; so does
 * the end of the JVM.
 */
public final class RealNginx implements AutoCloseable {
    /** The hooks of an application, named as their directives. */
    public enum Hook {
        ON_PUBLISH,
        ON_PUBLISH_DONE,
        ON_UPDATE,
        ON_PLAY,
        ON_PLAY_DONE,
        ON_RECORD_DONE;

        private String directive() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the server is to be. With a hook for recordings it records every stream. */
    public static final class Setup {
        private final String application;
        private final Map<Hook, URI> hooks = new EnumMap<>(Hook.class);
        private Duration updateInterval = Duration.ofSeconds(30);
        private boolean hls;

        private Setup(String application) {
            this.application = application;
        }

        /** Calls the address at this event; without, the event is not told. */
        public Setup hook(Hook hook, URI address) {
            hooks.put(hook, address);
            return this;
        }

        /** How often on_update comes; whole milliseconds. */
        public Setup updateEvery(Duration interval) {
            updateInterval = interval;
            return this;
        }

        /** Makes HLS of every stream, with a segment for each key frame, and serves it. */
        public Setup hls() {
            hls = true;
            return this;
        }

        /** Starts it and waits until it answers. */
        public RealNginx start() {
            RealNginx nginx = new RealNginx(this);
            nginx.start();
            return nginx;
        }
    }

    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Setup setup;
    private final Path directory;
    private final int rtmpPort;
    private final int httpPort;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private Process master;

    private RealNginx(Setup setup) {
        if (!Files.exists(MODULE)) {
            throw new IllegalStateException(
                    "nginx with RTMP is needed (apt-get install nginx libnginx-mod-rtmp)");
        }
        this.setup = setup;
        // Both are open at once, so that they differ.
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rtmpPort = first.getLocalPort();
            httpPort = second.getLocalPort();
            directory = Files.createTempDirectory("serai-nginx-");
            Files.createDirectories(recordings());
            Files.createDirectories(hls());
            Files.writeString(directory.resolve("nginx.conf"), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Describes a server with one RTMP application. */
    public static Setup withApplication(String application) {
        return new Setup(application);
    }

    /** Address of a stream, for publishing and playing; the name may carry {@code ?arguments}. */
    public String rtmpUrl(String name) {
        return "rtmp://127.0.0.1:" + rtmpPort + "/" + setup.application + "/" + name;
    }

    /** Address of the statistics page. */
    public URI stat() {
        return URI.create("http://127.0.0.1:" + httpPort + "/stat");
    }

    /** Its HTTP server; the playlist of a stream is {@code /<application>/<name>.m3u8}. */
    public URI http() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** Where its files are: configuration, logs, recordings. */
    public Path directory() {
        return directory;
    }

    /** Cuts the connection of a publisher and returns how many were cut. */
    public int dropPublisher(String name) {
        URI control =
                URI.create(
                        "http://127.0.0.1:%d/control/drop/publisher?app=%s&name=%s"
                                .formatted(
                                        httpPort,
                                        setup.application,
                                        URLEncoder.encode(name, StandardCharsets.UTF_8)));
        return Integer.parseInt(get(control).strip());
    }

    /** Starts it again after {@link #kill} or {@link #stop}; waits until it answers. */
    public void start() {
        if (master != null && master.isAlive()) {
            throw new IllegalStateException("nginx runs already");
        }
        try {
            master = ProcessGroup.endWithJvm(nginx().start());
        } catch (IOException e) {
            throw new UncheckedIOException("nginx is needed (apt-get install nginx)", e);
        }
        awaitAnswer();
    }

    /** Ends the master at once and then its workers (SIGKILL): no hook is called. */
    public void kill() {
        if (master != null) {
            ProcessGroup.kill(master);
        }
    }

    /** Ends it as {@code nginx -s stop} does. */
    public void stop() {
        master.destroy();
        awaitGone();
    }

    /** Stops it and starts it again. */
    public void restart() {
        stop();
        start();
    }

    /**
     * Reads the configuration again: a new worker takes new connections, the old one keeps its
     * publishers until they go.
     */
    public void reload() {
        Set<Long> before = workers();
        ProcessGroup.signal(master, "HUP");
        Awaitility.await().atMost(PATIENCE).until(() -> !before.containsAll(workers()));
        awaitAnswer();
    }

    /** The error log so far, for the message of a failed test. */
    public String errorLog() {
        try {
            Path log = directory.resolve("error.log");
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        http.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path recordings() {
        return directory.resolve("recordings");
    }

    /** Segments of the application; the folder is that of its addresses. */
    private Path hls() {
        return directory.resolve("hls").resolve(setup.application);
    }

    private Set<Long> workers() {
        return master.children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private void awaitAnswer() {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(this::failIfEnded)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> get(stat()).contains("</rtmp>"));
    }

    private void failIfEnded() {
        if (!master.isAlive()) {
            throw new AssertionError("nginx has ended:\n" + errorLog());
        }
    }

    private void awaitGone() {
        try {
            if (!master.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("nginx does not stop:\n" + errorLog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String get(URI address) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder nginx() {
        return new ProcessBuilder(
                        "/usr/sbin/nginx",
                        "-p",
                        directory.toString(),
                        "-c",
                        directory.resolve("nginx.conf").toString(),
                        "-e",
                        directory.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile());
    }

    private String configuration() {
        StringBuilder hooks = new StringBuilder();
        setup.hooks.forEach(
                (hook, address) ->
                        hooks.append("      %s %s;\n".formatted(hook.directive(), address)));
        if (setup.hooks.containsKey(Hook.ON_RECORD_DONE)) {
            hooks.append("      record all;\n      record_unique on;\n")
                    .append("      record_path %s;\n".formatted(recordings()));
        }
        if (setup.hls) {
            hooks.append("      hls on;\n      hls_path %s;\n".formatted(hls()))
                    .append("      hls_fragment 1s;\n      hls_playlist_length 10s;\n");
        }
        return """
        load_module %s;
        user root;
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log error.log info;
        events { worker_connections 256; }
        rtmp {
          server {
            listen 127.0.0.1:%d;
            notify_update_timeout %dms;
            application %s {
              live on;
        %s
            }
          }
        }
        http {
          access_log off;
          client_body_temp_path tmp-body;
          proxy_temp_path tmp-proxy;
          fastcgi_temp_path tmp-fastcgi;
          uwsgi_temp_path tmp-uwsgi;
          scgi_temp_path tmp-scgi;
          server {
            listen 127.0.0.1:%d;
            location = /stat { rtmp_stat all; }
            location /control { rtmp_control all; }
            location / {
              root hls;
              types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
            }
          }
        }
        """
                .formatted(
                        MODULE,
                        rtmpPort,
                        setup.updateInterval.toMillis(),
                        setup.application,
                        hooks,
                        httpPort);
    }
}
