package io.serai.audit;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody created, changed or deleted a thing.
 *
 * @param action a word of the thing and one in the past tense, as {@code room.created}
 * @param kind what kind of thing, as {@code room}
 * @param id the thing's own id; never a key, a token or anything else by which one could publish
 * @param fields names of what was set or changed; never a value
 */
public record AuditEntry(Actor actor, String action, String kind, String id, List<String> fields) {
    static final int LONGEST_ID = 200;
    static final int MOST_FIELDS = 50;

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern ACTION = Pattern.compile(WORD.pattern() + "\\." + WORD.pattern());
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    public AuditEntry {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("An action is as room.created, not " + action);
        }
        if (!WORD.matcher(kind).matches()) {
            throw new IllegalArgumentException("A kind is a word as room, not " + kind);
        }
        if (!isId(id)) {
            throw new IllegalArgumentException("The id of a " + kind + " can't be written down");
        }
        fields = List.copyOf(fields);
        if (fields.size() > MOST_FIELDS
                || !fields.stream().allMatch(field -> FIELD.matcher(field).matches())) {
            throw new IllegalArgumentException(
                    action + " names at most " + MOST_FIELDS + " fields, as a record does");
        }
    }

    /** Whether this can be a thing's id. */
    static boolean isId(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_ID
                && text.chars().noneMatch(Character::isISOControl);
    }

    /**
     * @param id its text is the thing's id
     */
    public static AuditEntry of(
            Actor actor, String action, String kind, Object id, String... fields) {
        return new AuditEntry(actor, action, kind, id.toString(), List.of(fields));
    }
}
