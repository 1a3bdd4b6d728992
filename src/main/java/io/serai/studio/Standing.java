package io.serai.studio;

import io.serai.livekit.Grants;
import io.serai.streams.ChatSettings;

/** Who somebody is to a creator, which decides what they may do in the creator's room. */
sealed interface Standing {
    /** The creator. */
    record Host() implements Standing {}

    /** Somebody who is signed in. */
    record Viewer(boolean blocked, boolean follows) implements Standing {}

    /** Somebody who is not. */
    record Guest() implements Standing {}

    /** Whether somebody may enter a room, and if so what they may do there. */
    sealed interface Admission {
        record Admitted(Grants grants) implements Admission {}

        /**
         * @param reason in the words that StreamIt's clients know
         */
        record Refusal(String reason) implements Admission {}
    }

    /** Whether a token is made for them. */
    default Admission admission(ChatSettings chat) {
        return switch (this) {
            case Viewer viewer when viewer.blocked() ->
                    new Admission.Refusal("You are blocked by this creator");
            case Viewer viewer when chat.followersOnly() && !viewer.follows() ->
                    new Admission.Refusal("Chat is restricted to followers only");
            case Host host -> new Admission.Admitted(inside(chat));
            case Viewer viewer -> new Admission.Admitted(inside(chat));
            case Guest guest -> new Admission.Admitted(inside(chat));
        };
    }

    /**
     * What they may do once they are in the room. Who stops following goes on watching: a block is
     * what puts people out.
     */
    default Grants inside(ChatSettings chat) {
        boolean mayWrite =
                switch (this) {
                    case Host host -> true;
                    case Viewer viewer ->
                            chat.enabled() && (!chat.followersOnly() || viewer.follows());
                    case Guest guest -> chat.enabled() && !chat.followersOnly();
                };
        return new Grants(false, mayWrite);
    }
}
