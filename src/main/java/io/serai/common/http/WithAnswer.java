package io.serai.common.http;

/**
 * A failure that says more than its surface's form of errors can hold, and so brings its answer.
 */
public interface WithAnswer {
    Answer answer();
}
