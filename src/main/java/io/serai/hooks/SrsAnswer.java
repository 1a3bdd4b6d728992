package io.serai.hooks;

/**
 * What SRS is told.
 *
 * @param code 0 lets the client through
 * @param message for people
 */
record SrsAnswer(int code, String message) {}
