package io.serai.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.SeraiProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** /docs in a real Chromium. */
class DocsIT {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir Path directory;

    private SeraiProcess serai;

    @AfterEach
    void stop() {
        serai.close();
    }

    @Test
    void showsEveryOperationWithoutAskingAnybodyElse() throws Exception {
        serai = SeraiProcess.in(directory).start();
        int operations =
                SeraiProcess.json(serai.get("/openapi.json").body())
                        .findValues("operationId")
                        .size();

        String page = dump(serai.uri("/docs").toString());

        assertThat(page).contains("<h1", "Serai", "/api/rooms", "Admin");
        assertThat(page.split("class=\"opblock opblock-", -1)).hasSize(operations + 1);
        // Chromium tells in its log what the page's policy has kept from it.
        assertThat(Files.readString(directory.resolve("chromium.log")))
                .doesNotContain("Content Security Policy", "Refused to", "Uncaught");
    }

    /** The document as it is after the page's scripts have run. */
    private String dump(String address) throws IOException, InterruptedException {
        Path page = directory.resolve("page.html");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                browser(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--enable-logging=stderr",
                                "--user-data-dir=" + directory.resolve("profile"),
                                "--virtual-time-budget=20000",
                                "--dump-dom",
                                address));
        Process chromium =
                new ProcessBuilder(command)
                        .redirectOutput(page.toFile())
                        .redirectError(directory.resolve("chromium.log").toFile())
                        .start();
        try {
            assertThat(chromium.waitFor(90, TimeUnit.SECONDS)).as("Chromium ends").isTrue();
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly();
        }
        return Files.readString(page);
    }

    private static String browser() {
        return NAMES.stream()
                .flatMap(name -> List.of("/usr/bin/" + name, "/usr/local/bin/" + name).stream())
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Install chromium for this test"));
    }
}
