package io.serai.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.common.http.Json;
import io.serai.events.NewEvent;
import io.serai.testing.EventContract;
import io.serai.testing.SeraiProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.yaml.snakeyaml.Yaml;

/**
 * Each event type that the code knows has a schema, a place in both documents, and goes to Kafka.
 */
class EventSchemasTest {
    private static final Path SCHEMAS = Path.of("src/main/resources/schemas/events");
    private static final Path CLASSES = Path.of("target/classes/io/serai");
    private static final String NEW_EVENT = Type.getInternalName(NewEvent.class);

    /** What writes events in the name of others: their types are made up there. */
    private static final String HAPPENING = "io/serai/live/MediaEvent$Happening";

    private static final Pattern TYPE = Pattern.compile("[a-z]+(\\.[a-z-]+)+");
    private static final Pattern LIVEKIT =
            Pattern.compile("(room|participant|track|egress)(_[a-z]+)+");

    /** Words of the same form in classes that write events: actions in the audit log. */
    private static final Set<String> NOT_EVENTS =
            Set.of(
                    "stream.created",
                    "stream.changed",
                    "stream.deleted",
                    "destination.created",
                    "destination.deleted",
                    "broadcast.created",
                    "broadcast.deleted",
                    "chat.banned",
                    "chat.timed-out",
                    "chat.timeout-ended",
                    "chat.unbanned");

    @Test
    void everyTypeThatTheCodeWritesHasASchema() {
        Set<String> written = written();

        assertThat(written)
                .contains("stream.live", "room.created", "livekit.egress-ended", "restream.failed");
        assertThat(written).isEqualTo(described());
    }

    @Test
    void allOfThemGoToKafka() throws IOException {
        Object route =
                new Yaml().load(Files.readString(Path.of("routes/reactions/kafka.camel.yaml")));
        Matcher types = Pattern.compile("types=([^}]*?), concurrency").matcher(route.toString());

        assertThat(types.find()).isTrue();
        assertThat(Stream.of(types.group(1).split(",")).map(String::strip))
                .containsExactlyInAnyOrderElementsOf(described());
    }

    @Test
    void theGuideAndTheReferenceNameThem() throws IOException {
        String guide = Files.readString(Path.of("routes/README.md"));
        String reference = Files.readString(Path.of("docs/reference/events.md"));

        assertThat(described())
                .allSatisfy(
                        type -> {
                            assertThat(guide).contains("`" + type + "`");
                            assertThat(reference).contains("/" + type + ".v1.json)");
                        });
    }

    @Test
    void everySchemaIsNamedAsItsFileAndLeavesRoomForMore() throws IOException {
        for (String type : described()) {
            JsonNode schema =
                    SeraiProcess.json(Files.readString(SCHEMAS.resolve(type + ".v1.json")));

            assertThat(schema.get("$id").asText())
                    .isEqualTo("/schemas/events/" + type + ".v1.json");
            assertThat(schema.get("title").asText()).isEqualTo(type);
            assertThat(schema.get("description").asText()).isNotBlank();
            assertThat(schema.has("additionalProperties")).isFalse();
            schema.get("properties")
                    .forEach(each -> assertThat(each.get("description").asText()).isNotBlank());
        }
    }

    @Test
    void theContractRefusesWhatIsMissingOrUndescribed() {
        assertThat(EventContract.describes("stream.unheard")).isFalse();
        assertThat(refused(Map.of())).contains("user");
        assertThat(refused(Map.of("user", 7))).contains("string");
        assertThat(refused(Map.of("user", "u1", "key", "k"))).contains("key");
        assertThat(refused(Map.of("user", "u1"))).isEmpty();
    }

    private static String refused(Map<String, Object> detail) {
        try {
            EventContract.check("viewer.blocked", SeraiProcess.json(Json.text(detail)));
            return "";
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    private static Set<String> described() {
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            return files.map(file -> file.getFileName().toString().replace(".v1.json", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words that look like types in the classes that make events. */
    private static Set<String> written() {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                Words words = Words.of(file);
                if (words.makes.contains(NEW_EVENT)) {
                    words.texts.stream()
                            .filter(text -> TYPE.matcher(text).matches())
                            .forEach(types::add);
                }
                if (words.makes.contains(HAPPENING)) {
                    words.texts.stream()
                            .filter(text -> LIVEKIT.matcher(text).matches())
                            .forEach(text -> types.add("livekit." + text.replace('_', '-')));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        types.removeAll(NOT_EVENTS);
        return types;
    }

    /** What a class makes by `new`, and the texts in it. */
    private static final class Words extends ClassVisitor {
        private final Set<String> makes = new TreeSet<>();
        private final List<String> texts = new ArrayList<>();

        private Words() {
            super(Opcodes.ASM9);
        }

        static Words of(Path file) throws IOException {
            Words words = new Words();
            try (InputStream in = Files.newInputStream(file)) {
                new ClassReader(in).accept(words, 0);
            }
            return words;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitTypeInsn(int opcode, String type) {
                    if (opcode == Opcodes.NEW) {
                        makes.add(type);
                    }
                }

                @Override
                public void visitLdcInsn(Object value) {
                    if (value instanceof String text) {
                        texts.add(text);
                    }
                }
            };
        }
    }
}
