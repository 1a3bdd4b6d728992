package io.serai.hooks;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Invalid;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
import io.serai.live.Fence;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.Paths;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The body of one of SRS's hooks. Unknown keys are ignored; of the known ones only those that a
 * hook needs are read, and they must be text. {@code param} holds the publisher's token: only that
 * is taken out of it, the rest is forgotten.
 *
 * @see <a href="https://ossrs.net/lts/en-us/docs/v6/doc/http-callback">SRS: HTTP callback</a>
 */
record SrsBody(JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DEFAULT_VIRTUAL_HOST = "__defaultVhost__";
    private static final String STREAM = "stream";
    private static final int LONGEST = 1024;

    /**
     * @throws Invalid when the body is not a JSON object in UTF-8
     */
    static SrsBody read(HttpCall call) {
        if (call.bodyTooLarge()) {
            throw new Invalid("body too large");
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(call.body()))
                            .toString();
            JsonNode json = MAPPER.readTree(text);
            if (!json.isObject()) {
                throw new Invalid("body is not a JSON object");
            }
            return new SrsBody(json);
        } catch (CharacterCodingException e) {
            throw new Invalid("body is not UTF-8", e);
        } catch (JacksonException quotesTheBody) {
            // No cause: its message repeats what could not be read, and that may be a token.
            throw new Invalid("body is not JSON");
        }
    }

    /**
     * The same, or a form: live-service's callbacks take both. There {@code stream} may also be a
     * whole number, as its id is one elsewhere.
     *
     * @throws Invalid when it is neither, or damaged
     */
    static SrsBody readEither(HttpCall call) {
        boolean form =
                call.headers()
                        .first("Content-Type")
                        .filter(
                                type ->
                                        type.toLowerCase(Locale.ROOT)
                                                .startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
        if (!form || call.bodyTooLarge()) {
            return read(call).withNumberAsText();
        }
        Form fields = Form.parse(call.body());
        if (fields.damaged()) {
            throw new Invalid("body is not a form");
        }
        ObjectNode json = MAPPER.createObjectNode();
        fields.fields().forEach(json::put);
        return new SrsBody(json);
    }

    private SrsBody withNumberAsText() {
        JsonNode stream = json.path(STREAM);
        if (!stream.isIntegralNumber()) {
            return this;
        }
        ObjectNode text = json.deepCopy();
        return new SrsBody(text.put(STREAM, stream.asText()));
    }

    /** The publisher's or viewer's connection; its client is empty in a call made by hand. */
    Fence fence() {
        return new Fence("srs:" + text("server_id"), text("service_id"), text("client_id"));
    }

    /** As SRS's own list writes it ({@code url}). */
    String path() {
        String url = text("stream_url");
        if (!url.isEmpty()) {
            return url;
        }
        String host = text("vhost");
        return Paths.path(host.equals(DEFAULT_VIRTUAL_HOST) ? "" : host, text("app"), text(STREAM));
    }

    /**
     * @throws Invalid when there is no {@code stream}
     */
    Name name() {
        String stream = text(STREAM);
        if (stream.isEmpty()) {
            throw new Invalid("stream is missing");
        }
        return new Name(text("app"), stream, token());
    }

    /** The name without the file ending that HLS players ask for. */
    Name playedName() {
        Name name = name();
        String stream = name.stream();
        return stream.endsWith(".m3u8") && stream.length() > ".m3u8".length()
                ? new Name(
                        name.app(),
                        stream.substring(0, stream.length() - ".m3u8".length()),
                        name.token())
                : name;
    }

    /**
     * WebRTC publishers have no RTMP address, and their {@code param} does not begin with a
     * question mark, whatever an RTMP publisher may send: that of WHIP is the query of its request,
     * that of SRS's older API {@code upstream=rtc}.
     */
    Protocol protocol() {
        String address = text("tcUrl");
        String param = text("param");
        return (address.isEmpty() || address.startsWith("webrtc://"))
                        && !param.isEmpty()
                        && !param.startsWith("?")
                ? Protocol.WHIP
                : Protocol.RTMP;
    }

    /** Who is meant, for the journal; nobody where the request can't be read. */
    static Sender sender(HttpCall call) {
        return sender(() -> read(call));
    }

    /** The same of a callback. */
    static Sender callbackSender(HttpCall call) {
        return sender(() -> readEither(call));
    }

    private static Sender sender(Supplier<SrsBody> reading) {
        try {
            SrsBody body = reading.get();
            return new Sender(
                    "srs",
                    body.fence(),
                    body.text("ip"),
                    body.protocol().name().toLowerCase(Locale.ROOT),
                    body.text(STREAM).isEmpty()
                            ? Optional.empty()
                            : Optional.of(body.playedName()));
        } catch (Invalid e) {
            return Sender.unknown("srs");
        }
    }

    Optional<String> streamObject() {
        return Optional.of(text("stream_id")).filter(id -> !id.isEmpty());
    }

    /**
     * A text field, empty when absent.
     *
     * @throws Invalid when it is something else than text, or too long, or holds a NUL
     */
    String text(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new Invalid(field + " is not text");
        }
        String text = value.textValue();
        if (text.length() > LONGEST && !field.equals("param") || text.indexOf('\0') >= 0) {
            throw new Invalid(field + " is not usable");
        }
        return text;
    }

    /** Serai's own ffmpeg plays to send a stream on; that is no viewer. */
    boolean ownPull() {
        return argument("serai").filter("restream"::equals).isPresent();
    }

    private Optional<String> token() {
        return argument("token");
    }

    private Optional<String> argument(String name) {
        String param = text("param");
        return Form.parse(param.startsWith("?") ? param.substring(1) : param).get(name);
    }

    /** The body holds keys and tokens. */
    @Override
    public String toString() {
        return "***";
    }
}
