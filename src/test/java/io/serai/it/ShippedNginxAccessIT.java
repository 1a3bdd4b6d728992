package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped {@code nginx.conf} byte for byte, in a network of its own, which has an address that
 * is neither loopback nor private.
 */
class ShippedNginxAccessIT {
    private static final String SCRIPT =
            """
            set -eu
            ip link set lo up
            ip addr add 203.0.113.7/32 dev lo
            printf '127.0.0.1 localhost serai\\n' > hosts
            mount --bind hosts /etc/hosts
            /usr/sbin/nginx -p "$PWD" -c nginx.conf -e stderr -g "$1" &
            nginx=$!
            trap 'kill $nginx' EXIT
            until (: </dev/tcp/127.0.0.1/8081) 2>/dev/null; do kill -0 $nginx; sleep 0.05; done
            for host in 127.0.0.1 203.0.113.7; do
                for path in /stat '/control/drop/publisher?app=live&name=x'; do
                    curl -s -m 10 -o /dev/null -w "$host ${path%%\\?*} %{http_code}\\n" \\
                        "http://$host:8081$path"
                done
                curl -s -m 10 -o /dev/null -w "$host hls %{http_code}\\n" \\
                    "http://$host:8080/live/x/index.m3u8"
            done
            """;

    @TempDir Path directory;

    @Test
    void statisticsAndControlAreForInsideOnly() throws Exception {
        assumeTrue(
                ended(List.of("true"), "probe") == 0,
                "needs a network namespace, which this user may not make: unshare -n");
        Files.createDirectories(directory.resolve("run"));
        for (String file : List.of("nginx.conf", "stat.xsl")) {
            Files.copy(Path.of("nginx-rtmp", file), directory.resolve(file));
        }
        String globals = "daemon off;" + (root() ? " user root;" : "");

        int exit = ended(List.of("bash", "-c", SCRIPT, "access", globals), "answers");

        assertThat(exit).as(said("answers.log")).isZero();
        assertThat(said("answers").lines())
                .containsExactly(
                        "127.0.0.1 /stat 200",
                        "127.0.0.1 /control/drop/publisher 200",
                        "127.0.0.1 hls 404",
                        "203.0.113.7 /stat 403",
                        "203.0.113.7 /control/drop/publisher 403",
                        "203.0.113.7 hls 404");
    }

    private int ended(List<String> command, String output)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("unshare", "--net", "--mount", "--kill-child"));
        if (!root()) {
            all.add("--map-root-user");
        }
        all.addAll(command);
        Process process =
                new ProcessBuilder(all)
                        .directory(directory.toFile())
                        .redirectOutput(directory.resolve(output).toFile())
                        .redirectError(directory.resolve(output + ".log").toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said(output + ".log")).isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private String said(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1);
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }
}
