package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.serai.events.NewEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The schemas of events, which readers rely on. Tests hold what the code writes against them: what
 * is promised has to be there, and what is there has to be described. Thread-safe.
 */
public final class EventContract {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final Map<String, Optional<JsonSchema>> KNOWN = new ConcurrentHashMap<>();

    private EventContract() {}

    /** Whether there is a schema for this type. */
    public static boolean describes(String type) {
        return schema(type).isPresent();
    }

    /** Fails if the event is not as its schema says. */
    public static void check(NewEvent event) {
        check(event.type(), MAPPER.valueToTree(event.detail()));
    }

    /** The same for all events that a database holds. */
    public static void checkAll(JdbcTemplate database) {
        database.query(
                "SELECT DISTINCT type, detail::text AS detail FROM stream_events",
                row -> {
                    check(row.getString("type"), SeraiProcess.json(row.getString("detail")));
                });
    }

    /** Fails if this is not what the type's schema says. */
    public static void check(String type, JsonNode detail) {
        Optional<JsonSchema> schema = schema(type);
        assertThat(schema).as("schema of %s", type).isPresent();
        assertThat(schema.get().validate(detail)).as("%s %s", type, detail).isEmpty();
        JsonNode described = schema.get().getSchemaNode().get("properties");
        detail.fieldNames()
                .forEachRemaining(
                        name -> assertThat(described.has(name)).as("%s: %s", type, name).isTrue());
    }

    private static Optional<JsonSchema> schema(String type) {
        return KNOWN.computeIfAbsent(type, EventContract::read);
    }

    private static Optional<JsonSchema> read(String type) {
        ClassPathResource file = new ClassPathResource("schemas/events/" + type + ".v1.json");
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.getInputStream()) {
            return Optional.of(SCHEMAS.getSchema(MAPPER.readTree(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
