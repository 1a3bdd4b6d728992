package io.serai.restream;

/**
 * What went wrong.
 *
 * @param text one line for people, without secrets
 */
public record Failure(FailureKind kind, String text) {
    private static final int LONGEST = 300;

    public Failure {
        text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }
}
