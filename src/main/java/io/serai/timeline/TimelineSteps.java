package io.serai.timeline;

import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.timeline.Timeline.TimelineEntry;
import io.serai.timeline.Timeline.TimelineStream;
import java.time.Clock;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What routes call about timelines. Thread-safe. */
@Component("timeline")
public final class TimelineSteps {
    private static final Logger log = LoggerFactory.getLogger(TimelineSteps.class);

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;
    private static final int LONGEST_NAME = 1024;
    private static final int REMOVED_AT_ONCE = 5000;

    private final TimelineReader reader;
    private final JournalRepository journal;
    private final TimelineSettings settings;
    private final Clock clock;

    TimelineSteps(
            TimelineReader reader,
            JournalRepository journal,
            TimelineSettings settings,
            Clock clock) {
        this.reader = reader;
        this.journal = journal;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What happened to a stream, newest first. {@code id} is the stream's id, its key, a room's id,
     * or a name that somebody tried to publish under; {@code limit} 1 to 500, {@code before} the
     * {@code next} of the page before, {@code format} json or text.
     *
     * @throws NotFound when nothing is known of it
     */
    @Step
    public Answer show(@Variable("call") HttpCall call) {
        String asked = call.pathVariable("id").orElse("");
        if (asked.isEmpty() || asked.length() > LONGEST_NAME || asked.indexOf('\0') >= 0) {
            throw new Invalid("id is a stream's id or key, or a room's id");
        }
        String format = call.query("format").orElse("json");
        if (!format.equals("json") && !format.equals("text")) {
            throw new Invalid("format is json or text");
        }
        Place before = call.query("before").map(Place::parse).orElse(Place.END);
        Timeline timeline =
                reader.read(asked, before, limit(call))
                        .orElseThrow(
                                () -> new NotFound("No stream and no hook of this name is known"));
        return format.equals("text")
                ? Answer.text(200, text(timeline))
                : Json.answer(200, timeline);
    }

    /** Removes notes that are older than they are kept. */
    @Step
    public void prune() {
        int removed = 0;
        int last;
        do {
            last = journal.removeBefore(clock.instant().minus(settings.keep()), REMOVED_AT_ONCE);
            removed += last;
        } while (last == REMOVED_AT_ONCE);
        if (removed > 0) {
            log.info("timeline.pruned notes={}", removed);
        }
    }

    /** For a terminal: the head, an empty line, a line for each entry. */
    static String text(Timeline timeline) {
        StringBuilder text = new StringBuilder();
        TimelineStream stream = timeline.stream();
        if (stream != null) {
            text.append(
                    "Stream %d, %s (%s)%n"
                            .formatted(stream.id(), stream.title(), stream.surface()));
        }
        text.append(timeline.diagnosis()).append("\n\n");
        for (TimelineEntry entry : timeline.entries()) {
            text.append("%s  %-8s  %s%n".formatted(entry.at(), entry.kind(), entry.text()));
        }
        if (timeline.next() != null) {
            text.append("\nOlder: ?before=").append(timeline.next()).append('\n');
        }
        return text.toString();
    }

    private static int limit(HttpCall call) {
        String text = call.query("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > MOST) {
            throw new Invalid("limit is a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }
}
