package io.serai.audit;

import io.serai.common.UserId;
import io.serai.common.http.Admission;
import io.serai.common.http.HttpCall;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who did something, and by which way.
 *
 * @param account empty unless {@code kind} is {@code ACCOUNT}
 * @param address of the caller; empty for a part of Serai
 * @param surface the API that was called; {@code serai} for a part of it
 * @param operation the REST operation that was called, or the part's name
 */
public record Actor(
        Kind kind,
        Optional<UserId> account,
        Optional<String> address,
        String surface,
        String operation) {
    private static final String SERAI = "serai";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** What is known of somebody. */
    public enum Kind {
        /** Somebody who is signed in. */
        ACCOUNT("account"),
        /** Whoever holds the admin token. */
        ADMIN_TOKEN("admin-token"),
        /** Anybody: the operation asks for no name. */
        NOBODY("nobody"),
        /** Serai by itself, by the clock or after an event. */
        SERAI(Actor.SERAI);

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word in the database and in the API. */
        String text() {
            return text;
        }

        /** The kind with exactly this word. */
        static Optional<Kind> of(String text) {
            return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
        }
    }

    public Actor {
        if (account.isPresent() != (kind == Kind.ACCOUNT)) {
            throw new IllegalArgumentException("An account, and nobody else, has an id");
        }
        if (address.isPresent() == (kind == Kind.SERAI)) {
            throw new IllegalArgumentException("Everybody but Serai itself has an address");
        }
        if (!NAME.matcher(surface).matches() || !NAME.matcher(operation).matches()) {
            throw new IllegalArgumentException("An actor comes by a named surface and operation");
        }
    }

    /** Whom the edge let in as an admin, or else nobody in particular. */
    public static Actor of(HttpCall call) {
        return switch (call.entrance().admission()) {
            case Admission.Admin(UserId account) -> account(account, call);
            case Admission.Token() -> caller(Kind.ADMIN_TOKEN, Optional.empty(), call);
            case Admission.None() -> caller(Kind.NOBODY, Optional.empty(), call);
        };
    }

    /** Somebody who is signed in. */
    public static Actor account(UserId account, HttpCall call) {
        return caller(Kind.ACCOUNT, Optional.of(account), call);
    }

    /**
     * A part of Serai.
     *
     * @param name of a schedule: the id of its route
     */
    public static Actor part(String name) {
        return new Actor(Kind.SERAI, Optional.empty(), Optional.empty(), SERAI, name);
    }

    private static Actor caller(Kind kind, Optional<UserId> account, HttpCall call) {
        return new Actor(
                kind,
                account,
                Optional.of(call.caller().address()),
                call.entrance().surface(),
                call.entrance().operation());
    }
}
