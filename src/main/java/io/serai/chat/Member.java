package io.serai.chat;

import io.serai.common.UserId;
import java.util.Optional;

/**
 * Somebody in a chat, as the door let them in.
 *
 * @param userId up to 64 characters; all digits are written as a JSON number, other text as a
 *     string
 * @param account who came with a ticket; their name and id can't be forged
 * @param moderator the owner of the stream, and admins
 * @param addressHash keyed hash of the caller's address, never the address
 */
record Member(
        String userId,
        String username,
        Optional<UserId> account,
        boolean moderator,
        String addressHash) {
    static final int LONGEST_USER_ID = 64;

    Member {
        if (userId.isEmpty() || userId.length() > LONGEST_USER_ID) {
            throw new IllegalArgumentException("A user id has 1 to 64 characters");
        }
        if (moderator && account.isEmpty()) {
            throw new IllegalArgumentException("Only who came with a ticket is a moderator");
        }
    }

    /** Whether this can be the id of anybody. */
    static boolean isUserId(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_USER_ID
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** Only the id: names are of no use to a log. */
    @Override
    public String toString() {
        return "member " + userId;
    }
}
