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
        Map<String, FormField> create,
        Map<String, FormField> update,
        Map<String, FormField> filter,
        Map<String, KnownPlatform> platforms) {
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
    record FormField(
            String type,
            boolean required,
            String description,
            @Nullable List<String> options,
            @JsonProperty("default") @Nullable String otherwise,
            @Nullable FieldRule validation,
            @Nullable FieldCondition conditionallyRequired,
            @Nullable Boolean sensitive) {}

    /**
     * @param format {@code url}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FieldRule(
            @Nullable Integer min,
            @Nullable Boolean integer,
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            @Nullable String format) {}

    /** Required when the field {@code when} is {@code equals}. */
    record FieldCondition(String when, @JsonProperty("equals") String value) {}

    /**
     * A platform.
     *
     * @param rtmpUrl the usual address; null where each destination has its own
     * @param regions its addresses by region
     * @param maxBitrate what it takes, in kbit/s; null: not known
     */
    record KnownPlatform(
            String name,
            @Nullable String rtmpUrl,
            boolean requiresCustomUrl,
            Map<String, String> regions,
            @Nullable Integer maxBitrate) {
        static KnownPlatform of(Platform platform) {
            return new KnownPlatform(
                    platform.name(),
                    platform.address().orElse(null),
                    platform.requiresCustomUrl(),
                    platform.addresses(),
                    platform.mostBitrate() > 0 ? (Integer) platform.mostBitrate() : null);
        }
    }

    static Metadata of(Platforms platforms) {
        List<String> ids = platforms.all().stream().map(Platform::id).toList();
        FormField platform =
                choice("Streaming platform", true, ids, ids.isEmpty() ? null : ids.getFirst());
        FormField key =
                text("Stream key for the destination platform", length(1, LONGEST_KEY), true);
        FormField url = text("Address of the server, without the key", url(), null);
        FormField name = text("Friendly name", length(0, DestinationForm.LONGEST_NAME), null);
        FormField enabled = plain("boolean", "Whether the stream is sent there");
        FormField profile = choice("How ffmpeg sends to it", false, platforms.profiles(), null);
        Map<String, FormField> create = new LinkedHashMap<>();
        create.put("streamId", id("ID of the stream to multicast", true));
        create.put("platform", platform);
        create.put("streamKey", required(key));
        create.put("rtmpUrl", requiredFor(url, platforms));
        create.put("displayName", name);
        create.put("enabled", enabled);
        create.put("profile", profile);
        Map<String, FormField> update = new LinkedHashMap<>();
        update.put("enabled", enabled);
        update.put("streamKey", key);
        update.put("rtmpUrl", url);
        update.put("displayName", name);
        update.put("profile", profile);
        Map<String, FormField> filter = new LinkedHashMap<>();
        filter.put("streamId", id("Filter by stream ID", false));
        filter.put("platform", choice("Filter by platform", false, ids, null));
        filter.put("enabled", plain("boolean", "Filter by enabled status"));
        Map<String, KnownPlatform> known = new LinkedHashMap<>();
        platforms.all().forEach(each -> known.put(each.id(), KnownPlatform.of(each)));
        return new Metadata(create, update, filter, known);
    }

    private static FormField plain(String type, String description) {
        return new FormField(type, false, description, null, null, null, null, null);
    }

    private static FormField id(String description, boolean required) {
        FieldRule positive = new FieldRule(1, true, null, null, null);
        return new FormField("number", required, description, null, null, positive, null, null);
    }

    private static FormField text(
            String description, FieldRule validation, @Nullable Boolean sensitive) {
        return new FormField(TEXT, false, description, null, null, validation, null, sensitive);
    }

    private static FormField choice(
            String description,
            boolean required,
            List<String> options,
            @Nullable String otherwise) {
        return new FormField("enum", required, description, options, otherwise, null, null, null);
    }

    private static FormField required(FormField field) {
        return new FormField(
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
    private static FormField requiredFor(FormField field, Platforms platforms) {
        FieldCondition condition =
                platforms.all().stream()
                        .filter(Platform::requiresCustomUrl)
                        .findFirst()
                        .map(custom -> new FieldCondition("platform", custom.id()))
                        .orElse(null);
        return new FormField(
                field.type(),
                false,
                field.description(),
                null,
                null,
                field.validation(),
                condition,
                null);
    }

    private static FieldRule length(int least, int most) {
        return new FieldRule(null, null, least, most, null);
    }

    private static FieldRule url() {
        return new FieldRule(null, null, null, null, "url");
    }
}
