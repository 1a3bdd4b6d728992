package io.serai.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged jar as a process of its own, with the repository's routes, on a free loopback port.
 * The port stays the same over restarts, so that media servers find it again.
 */
public final class SeraiProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "serai.jar").toAbsolutePath();
    private static final Path ROUTES = Path.of("routes").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final Path directory;
    private final int port = freePort();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Process> process = Optional.empty();
    private Optional<Path> layout = Optional.empty();
