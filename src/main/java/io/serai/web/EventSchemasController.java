package io.serai.web;

import io.serai.common.http.Answer;
import io.swagger.v3.oas.models.Paths;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code /schemas/events}: what the data of each type of event looks like, for readers of Kafka. A
 * file never changes so that it breaks a reader; that makes a new one. Thread-safe.
 */
@Controller
final class EventSchemasController implements DescribedPaths {
    private static final String PATH = "/schemas/events/{file}";
    private static final String TYPE = "application/schema+json";
    private static final Pattern FILE = Pattern.compile("[a-z]+(\\.[a-z-]+)+\\.v\\d+\\.json");

    @GetMapping(PATH)
    void schema(@PathVariable("file") String file, HttpServletResponse response) {
        ClassPathResource schema = new ClassPathResource("schemas/events/" + file);
        if (!FILE.matcher(file).matches() || !schema.exists()) {
            AnswerWriter.write(HttpSurface.PIXELCAST.errorForm().standard(404), response);
            return;
        }
        AnswerWriter.write(
                new Answer(
                        200,
                        Map.of("Content-Type", TYPE, "Cache-Control", "max-age=3600"),
                        read(schema)),
                response);
    }

    @Override
    public void describe(Paths paths) {
        paths.addPathItem(
                PATH,
                DescribedOperation.of("event-schema-get", "What the data of an event looks like")
                        .tag("System")
                        .path("file", "Type and version, as stream.live.v1.json")
                        .answersObject(200, TYPE, "A JSON Schema")
                        .get());
    }

    private static byte[] read(ClassPathResource schema) {
        try (InputStream in = schema.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
