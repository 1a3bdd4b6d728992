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
import io.serai.common.ControlException.Unavailable;
import io.serai.srs.SrsApi.Stream;
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
        @Nullable List<@Nullable Item> streams,
        @Nullable Data data) {
    /** One entry of the list of streams. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(@Nullable JsonNode id, @Nullable JsonNode url, @Nullable JsonNode publish) {}

    /** What {@code /api/v1/versions} tells. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Data(@Nullable JsonNode version) {}

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

    String version() {
        return text(data == null ? null : data.version(), "data.version");
    }

    List<Stream> streamList() {
        if (streams == null) {
            throw wrong("streams", "a list");
        }
        List<Stream> list = new ArrayList<>(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            String place = "streams[" + i + "]";
            Item item = streams.get(i);
            if (item == null) {
                throw wrong(place, "an object");
            }
            list.add(stream(item, place));
        }
        return list;
    }

    private static Stream stream(Item item, String place) {
        JsonNode publish = item.publish();
        JsonNode active = publish == null ? null : publish.get("active");
        if (publish == null || active == null || !active.isBoolean()) {
            throw wrong(place + ".publish.active", "true or false");
        }
        JsonNode client = publish.get("cid");
        return new Stream(
                text(item.id(), place + ".id"),
                text(item.url(), place + ".url"),
                client == null ? "" : text(client, place + ".publish.cid"),
                active.booleanValue());
    }

    private static String text(@Nullable JsonNode node, String place) {
        if (node == null || !node.isTextual() || node.textValue().isEmpty()) {
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
