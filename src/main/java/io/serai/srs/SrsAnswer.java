package io.serai.srs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Unavailable;
import io.serai.srs.SrsApi.Stream;
import io.serai.srs.SrsApi.Summaries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the SRS HTTP API, read strictly where a field is used and without a look at the
 * others.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SrsAnswer(
        @Nullable JsonNode code,
        @Nullable JsonNode server,
        @Nullable JsonNode service,
        @Nullable JsonNode pid,
        @Nullable List<JsonNode> streams,
        @Nullable JsonNode data) {
    // A viewer can ask for a stream of any name, and SRS lists it: bytes that are no text must not
    // make the whole list unreadable.
    private static final ObjectReader READER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(SrsAnswer.class);

    /**
     * Reads an answer, whatever its code.
     *
     * @throws Unavailable if it has not the form of one
     */
    static SrsAnswer read(byte[] body) {
        try {
            SrsAnswer answer =
                    READER.readValue(
                            new InputStreamReader(
                                    new ByteArrayInputStream(body), StandardCharsets.UTF_8));
            if (answer == null) {
                throw new Unavailable("the answer is empty");
            }
            return answer;
        } catch (MismatchedInputException e) {
            throw new Unavailable(path(e) + " is missing or of the wrong type", e);
        } catch (JsonProcessingException e) {
            throw new Unavailable("the answer is not complete JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SRS's own error code; 0 is success. */
    int codeNumber() {
        if (code == null || !code.isIntegralNumber() || !code.canConvertToInt()) {
            throw wrong("code", "an integer");
        }
        return code.intValue();
    }

    /** The same answer, if it tells success. */
    SrsAnswer successful() {
        if (codeNumber() != 0) {
            throw new Unavailable("code " + codeNumber());
        }
        return this;
    }

    String serverId() {
        return text(server, "server");
    }

    String serviceId() {
        return text(service, "service");
    }

    String processId() {
        return pid == null ? "" : pid.asText();
    }

    String version() {
        return text(at("version"), "data.version");
    }

    Summaries summaries() {
        return new Summaries(
                text(at("self", "version"), "data.self.version"),
                number("self", "srs_uptime").longValue(),
                number("system", "cpu_percent").doubleValue(),
                number("system", "mem_ram_percent").doubleValue(),
                number("system", "disk_busy_percent").doubleValue(),
                List.of(
                        number("system", "load_1m").doubleValue(),
                        number("system", "load_5m").doubleValue(),
                        number("system", "load_15m").doubleValue()),
                number("now_ms").longValue());
    }

    List<Stream> streamList() {
        if (streams == null) {
            throw wrong("streams", "a list");
        }
        List<Stream> list = new ArrayList<>(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            String place = "streams[" + i + "]";
            if (!(streams.get(i) instanceof ObjectNode item)) {
                throw wrong(place, "an object");
            }
            list.add(stream(item, place));
        }
        return list;
    }

    private static Stream stream(ObjectNode item, String place) {
        JsonNode publish = item.path("publish");
        JsonNode active = publish.path("active");
        if (!active.isBoolean()) {
            throw wrong(place + ".publish.active", "true or false");
        }
        JsonNode client = publish.get("cid");
        return new Stream(
                text(item.get("id"), place + ".id"),
                text(item.get("url"), place + ".url"),
                client == null ? "" : text(client, place + ".publish.cid"),
                active.booleanValue(),
                word(item.get("app"), place + ".app"),
                word(item.get("name"), place + ".name"),
                item);
    }

    private JsonNode number(String... path) {
        JsonNode node = at(path);
        if (!node.isNumber()) {
            throw wrong("data." + String.join(".", path), "a number");
        }
        return node;
    }

    private JsonNode at(String... path) {
        JsonNode node = data == null ? MissingNode.getInstance() : data;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    private static String text(@Nullable JsonNode node, String place) {
        String text = word(node, place);
        if (text.isEmpty()) {
            throw wrong(place, "a text");
        }
        return text;
    }

    /** A text that may be empty: an encoder can publish to an application without a name. */
    private static String word(@Nullable JsonNode node, String place) {
        if (node == null || !node.isTextual()) {
            throw wrong(place, "a text");
        }
        return node.textValue();
    }

    private static Unavailable wrong(String place, String type) {
        return new Unavailable(place + " is not " + type);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? "the answer" : path.toString();
    }
}
