package io.serai.common;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An error that a caller decides on. Its message may be shown to the caller: it names the thing and
 * holds no secret.
 */
public abstract sealed class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ControlException(String message) {
        super(message);
    }

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What went wrong, out of the wrappers that a framework put around it: the outermost error of
     * ours, or else the failure as it is.
     */
    public static Throwable in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ControlException) {
                return cause;
            }
        }
        return failure;
    }

    /** The request can't be understood or breaks a rule of its form. */
    public static final class Invalid extends ControlException {
        private static final long serialVersionUID = 1L;

        private final transient Optional<String> code;

        public Invalid(String message) {
            super(message);
            this.code = Optional.empty();
        }

        public Invalid(String message, Throwable cause) {
            super(message, cause);
            this.code = Optional.empty();
        }

        private Invalid(String code, String message) {
            super(message);
            this.code = Optional.of(code);
        }

        /** With the word by which clients of live-service know this error. */
        public static Invalid coded(String code, String message) {
            return new Invalid(code, message);
        }

        /** Where the surface tells errors by words, the word; if it is not the usual one. */
        public Optional<String> code() {
            return code;
        }
    }

    /** Nobody is signed in; how that is put depends on the surface alone. */
    public static final class Unauthenticated extends ControlException {
        private static final long serialVersionUID = 1L;

        private final Instant at;

        /**
         * @param at when: StreamIt's clients are told
         */
        public Unauthenticated(Instant at) {
            super("Nobody is signed in");
            this.at = at;
        }

        public Instant at() {
            return at;
        }
    }

    /** The caller may not do this. */
    public static final class Denied extends ControlException {
        private static final long serialVersionUID = 1L;

        public Denied(String message) {
            super(message);
        }
    }

    /** The thing named does not exist, or not for this caller. */
    public static final class NotFound extends ControlException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(message);
        }
    }

    /** The request is right in itself, but not in the present state. */
    public static final class Conflict extends ControlException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(message);
        }
    }

    /** The caller does this too often; the same request may succeed later. */
    public static final class TooMany extends ControlException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public TooMany(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** When it is worth trying again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Something that is needed does not answer; the same request may succeed later. */
    public static final class Unavailable extends ControlException {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Duration> retryAfter;

        public Unavailable(String message) {
            super(message);
            this.retryAfter = Optional.empty();
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
            this.retryAfter = Optional.empty();
        }

        public Unavailable(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = Optional.of(retryAfter);
        }

        /** When it is worth trying again, if that is known. */
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }
}
