package io.serai.common;

/**
 * Serai can't start as it is configured. The message is one or two sentences for the operator, with
 * the remedy; it is printed without a stack trace.
 */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
