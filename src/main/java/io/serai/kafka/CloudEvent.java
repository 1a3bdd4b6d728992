package io.serai.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.serai.events.StreamEvent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event in the JSON format of CloudEvents 1.0, structured mode.
 *
 * @param id the event's, unique within the source
 * @param subject the stream
 * @param dataschema where the schema of the data is; absent without PUBLIC_BASE_URL, for it has to
 *     be a whole address
 * @param replayed our extension: true if an operator had it delivered again, else absent
 */
@JsonInclude(Include.NON_NULL)
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        String time,
        String datacontenttype,
        @Nullable String dataschema,
        @Nullable Boolean replayed,
        Map<String, Object> data) {
    /** Of all types today; a change that breaks readers gets the next one, beside the old. */
    private static final String VERSION = "v1";

    /**
     * @param base address by which readers reach Serai
     */
    static CloudEvent of(StreamEvent event, String source, Optional<String> base) {
        String name = event.type() + "." + VERSION;
        return new CloudEvent(
                "1.0",
                Long.toString(event.id()),
                source,
                "io.serai." + name,
                event.stream().toString(),
                event.at().toString(),
                "application/json",
                base.map(address -> address + "/schemas/events/" + name + ".json").orElse(null),
                event.replayed() ? Boolean.TRUE : null,
                event.detail());
    }
}
