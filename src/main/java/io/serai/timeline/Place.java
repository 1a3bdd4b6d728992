package io.serai.timeline;

import io.serai.common.ControlException.Invalid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an entry stands in a timeline: by its time, then by what follows from what. It never
 * changes, so that pages neither overlap nor leave anything out.
 *
 * @param rank of its kind among entries of the same moment
 * @param id within its kind
 */
record Place(Instant at, int rank, long id) implements Comparable<Place> {
    static final int NOTE = 10;
    static final int SESSION_ENDED = 20;
    static final int SESSION_SUSPECT = 21;
    static final int SESSION_OPENED = 22;
    static final int EVENT = 30;
    static final int DELIVERY = 40;

    /** After everything. */
    static final Place END = new Place(Instant.parse("9999-01-01T00:00:00Z"), 0, 0);

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::at).thenComparing(Place::rank).thenComparing(Place::id);
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([0-9]{1,3})-([0-9]{1,18})");
    private static final long MICROS = 1_000_000;

    /**
     * What {@link #toString} made.
     *
     * @throws Invalid when it is something else
     */
    static Place parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new Invalid("before is the \"next\" of the page before");
        }
        long micros = Long.parseLong(matcher.group(1));
        return new Place(
                Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1000),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + rank + "-" + id;
    }
}
