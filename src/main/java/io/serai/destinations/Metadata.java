package io.serai.destinations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.serai.restream.Platform;
import io.serai.restream.Platforms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a form has to know: the fields with their rules, and the platforms. */
record Metadata(
        Map<String, Field> create,
        Map<String, Field> update,
        Map<String, Field> filter,
        Map<String, Known> platforms) {
    private static final String TEXT = "string";
    private static final int LONGEST_KEY = 512;

    /**
     * A field of a form.
     *
     * @param type {@code number}, {@code string}, {@code boolean} or {@code enum}
     * @param options of an enum
     * @param sensitive whether it is a secret, which is never shown again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(
            String type,
            boolean required,
            String description,
            @Nullable List<String> options,
            @JsonProperty("default") @Nullable String otherwise,
            @Nullable Validation validation,
            @Nullable Condition conditionallyRequired,
            @Nullable Boolean sensitive) {}

    /**
     * @param format {@code url}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Validation(
            @Nullable Integer min,
            @Nullable Boolean integer,
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            @Nullable String format) {}

    /** Required when the field {@code when} is {@code equals}. */
    record Condition(String when, @JsonProperty("equals") String value) {}

    /**
     * A platform.
     *
     * @param rtmpUrl the usual address; null where each destination has its own
     * @param regions its addresses by region
     * @param maxBitrate what it takes, in kbit/s; null: not known
     */
    record Known(
            String name,
            @Nullable String rtmpUrl,
            boolean requiresCustomUrl,
            Map<String, String> regions,
            @Nullable Integer maxBitrate) {
        static Known of(Platform platform) {
            return new Known(
                    platform.name(),
                    platform.address().orElse(null),
                    platform.requiresCustomUrl(),
                    platform.addresses(),
                    platform.mostBitrate() > 0 ? (Integer) platform.mostBitrate() : null);
        }
    }

    static Metadata of(Platforms platforms) {
        List<String> ids = platforms.all().stream().map(Platform::id).toList();
        Field platform =
                choice("Streaming platform", true, ids, ids.isEmpty() ? null : ids.getFirst());
        Field key = text("Stream key for the destination platform", length(1, LONGEST_KEY), true);
        Field url = text("Address of the server, without the key", url(), null);
        Field name = text("Friendly name", length(0, DestinationForm.LONGEST_NAME), null);
        Field enabled = plain("boolean", "Whether the stream is sent there");
        Field profile = choice("How ffmpeg sends to it", false, platforms.profiles(), null);
        Map<String, Field> create = new LinkedHashMap<>();
        create.put("streamId", id("ID of the stream to multicast", true));
        create.put("platform", platform);
        create.put("streamKey", required(key));
        create.put("rtmpUrl", requiredFor(url, platforms));
        create.put("displayName", name);
        create.put("enabled", enabled);
        create.put("profile", profile);
        Map<String, Field> update = new LinkedHashMap<>();
        update.put("enabled", enabled);
        update.put("streamKey", key);
        update.put("rtmpUrl", url);
        update.put("displayName", name);
        update.put("profile", profile);
        Map<String, Field> filter = new LinkedHashMap<>();
        filter.put("streamId", id("Filter by stream ID", false));
        filter.put("platform", choice("Filter by platform", false, ids, null));
        filter.put("enabled", plain("boolean", "Filter by enabled status"));
        Map<String, Known> known = new LinkedHashMap<>();
        platforms.all().forEach(each -> known.put(each.id(), Known.of(each)));
        return new Metadata(create, update, filter, known);
    }

    private static Field plain(String type, String description) {
        return new Field(type, false, description, null, null, null, null, null);
    }

    private static Field id(String description, boolean required) {
        Validation positive = new Validation(1, true, null, null, null);
        return new Field("number", required, description, null, null, positive, null, null);
    }

    private static Field text(
            String description, Validation validation, @Nullable Boolean sensitive) {
        return new Field(TEXT, false, description, null, null, validation, null, sensitive);
    }

    private static Field choice(
            String description,
            boolean required,
            List<String> options,
            @Nullable String otherwise) {
        return new Field("enum", required, description, options, otherwise, null, null, null);
    }

    private static Field required(Field field) {
        return new Field(
                field.type(),
                true,
                field.description(),
                field.options(),
                field.otherwise(),
                field.validation(),
                field.conditionallyRequired(),
                field.sensitive());
    }

    /** Required where the platform has no address of its own. */
    private static Field requiredFor(Field field, Platforms platforms) {
        Condition condition =
                platforms.all().stream()
                        .filter(Platform::requiresCustomUrl)
                        .findFirst()
                        .map(custom -> new Condition("platform", custom.id()))
                        .orElse(null);
        return new Field(
                field.type(),
                false,
                field.description(),
                null,
                null,
                field.validation(),
                condition,
                null);
    }

    private static Validation length(int least, int most) {
        return new Validation(null, null, least, most, null);
    }

    private static Validation url() {
        return new Validation(null, null, null, null, "url");
    }
}
