package io.serai.studio;

import io.serai.common.UserId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who a participant of a room is, by the identity in its token. */
sealed interface Identity {
    /** Before the creator's own id: the ingress already has that one as its identity. */
    String HOST_PREFIX = "Host-";

    /** A signed-in viewer; the ingress of the room's creator looks the same. */
    record Signed(UserId user) implements Identity {}

    /** Somebody who told a name only. */
    record Guest() implements Identity {}

    /** The creator, or somebody whom we made no token for: recorders and other servers' own. */
    record Other() implements Identity {}

    static Identity of(String text) {
        Matcher user = Patterns.USER.matcher(text);
        if (user.matches()) {
            return Optional.of(Long.parseLong(text))
                    .filter(id -> id > 0)
                    .<Identity>map(id -> new Signed(new UserId(id)))
                    .orElseGet(Other::new);
        }
        return Patterns.GUEST.matcher(text).matches() ? new Guest() : new Other();
    }

    static String host(UserId creator) {
        return HOST_PREFIX + creator;
    }

    /**
     * @param random so that two who come in the same millisecond differ
     */
    static String guest(long atMillis, long random) {
        return "guest-%d-%s".formatted(atMillis, Long.toString(random & Long.MAX_VALUE, 36));
    }

    /** What the two forms look like. */
    final class Patterns {
        private static final Pattern USER = Pattern.compile("[1-9][0-9]{0,17}");
        private static final Pattern GUEST = Pattern.compile("guest-[0-9]{1,19}-[0-9a-z]{1,13}");

        private Patterns() {}
    }
}
