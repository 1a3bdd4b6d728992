package io.serai.chat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Somebody may not enter or not write.
 *
 * @param until empty: for good
 * @param by the id of the account that wanted it, or what else did
 */
record Ban(
        Kind kind,
        Whom whom,
        Optional<Instant> until,
        Optional<String> reason,
        String by,
        Instant at) {
    static final int LONGEST_REASON = 200;

    /** What they may not do. */
    enum Kind {
        /** Enter. */
        BAN,
        /** Write, for a while. */
        TIMEOUT;

        /** The word in the database and in the API. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** By what somebody is known. */
    enum Target {
        /** The id of a user, whether it is proved by a ticket or only said. */
        USER,
        /** The hash of an address. */
        ADDRESS;

        /** The word in the database and in the API. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Target of(String text) {
            return Arrays.stream(values())
                    .filter(target -> target.text().equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Who is meant. */
    record Whom(Target target, String value) {
        boolean is(Member member) {
            return switch (target) {
                case USER -> member.userId().equals(value);
                case ADDRESS -> member.addressHash().equals(value);
            };
        }
    }

    /** There is one for each of these at most. */
    record Place(Kind kind, Whom whom) {}

    Ban {
        if (kind == Kind.TIMEOUT && until.isEmpty()) {
            throw new IllegalArgumentException("A time-out ends");
        }
    }

    Place place() {
        return new Place(kind, whom);
    }

    boolean holds(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }
}
