package io.serai.common.http;

import io.serai.common.UserId;

/** As whom the edge let a caller into what only admins may call. */
public sealed interface Admission {
    /** Nobody had to be let in: the path is open, or its own steps ask who calls. */
    Admission NONE = new None();

    record None() implements Admission {}

    /** Whoever holds the admin token. */
    record Token() implements Admission {}

    /** Somebody signed in whose account is an admin's. */
    record Admin(UserId account) implements Admission {}
}
