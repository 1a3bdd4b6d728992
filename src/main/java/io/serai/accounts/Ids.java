package io.serai.accounts;

import io.serai.common.ControlException.NotFound;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids in paths; a text that could be none names nothing. */
final class Ids {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private Ids() {}

    static UserId user(HttpCall call) {
        return of(call).map(UserId::new).orElseThrow(() -> new NotFound("User not found"));
    }

    static long application(HttpCall call) {
        return of(call).orElseThrow(() -> new NotFound("Application not found"));
    }

    private static Optional<Long> of(HttpCall call) {
        return call.pathVariable("id")
                .filter(text -> ID.matcher(text).matches())
                .map(Long::valueOf);
    }
}
