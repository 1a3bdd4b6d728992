package io.serai.accounts;

import io.serai.common.http.HttpCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a call may show a token. */
final class Credentials {
    /** StreamIt's cookie. */
    static final String SESSION_COOKIE = "better-auth.session_token";

    /** StreamHelper's cookie. */
    static final String AUTH_COOKIE = "auth";

    private static final String BEARER = "Bearer ";

    private Credentials() {}

    static Optional<String> bearer(HttpCall call) {
        return call.headers()
                .first("Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(token -> !token.isEmpty());
    }

    /** Tokens in our cookies, StreamIt's first; a browser may send more than one of a name. */
    static List<String> cookies(HttpCall call) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (String line : call.headers().values().getOrDefault("cookie", List.of())) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
                if (value.isEmpty()) {
                    continue;
                }
                if (name.equals(SESSION_COOKIE)) {
                    first.add(value);
                } else if (name.equals(AUTH_COOKIE)) {
                    second.add(value);
                }
            }
        }
        first.addAll(second);
        return first.stream().distinct().limit(MOST_COOKIES).toList();
    }

    private static final int MOST_COOKIES = 4;
}
