package io.serai.studio;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What somebody looks for, as the database can look for it.
 *
 * @param words a text search: a title holds a word that begins with each of them
 * @param from a name begins with the text if it is at least this ...
 * @param to ... and below this, character by character
 */
record SearchText(String words, String from, String to) {
    private static final int MOST_WORDS = 10;

    static SearchText of(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String words =
                Arrays.stream(lower.split("[^\\p{L}\\p{N}]+"))
                        .filter(word -> !word.isEmpty())
                        .limit(MOST_WORDS)
                        .map(word -> word + ":*")
                        .collect(Collectors.joining(" & "));
        return new SearchText(words, lower, lower + Character.toString(Character.MAX_CODE_POINT));
    }
}
