package io.serai.accounts;

import io.serai.common.PublicAddresses;
import io.serai.common.http.HttpCall;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The cookies in which browsers keep a token, one for each front end that knows one. */
final class SessionCookies {
    private final PublicAddresses addresses;
    private final Duration longest;

    SessionCookies(PublicAddresses addresses, Duration longest) {
        this.addresses = addresses;
        this.longest = longest;
    }

    /** As long as the token may be good; how long it really is, its session says. */
    List<String> set(String token, HttpCall call) {
        return names().map(name -> cookie(name, token, longest, call)).toList();
    }

    List<String> clear(HttpCall call) {
        return names().map(name -> cookie(name, "", Duration.ZERO, call)).toList();
    }

    private static Stream<String> names() {
        return Stream.of(Credentials.SESSION_COOKIE, Credentials.AUTH_COOKIE);
    }

    private String cookie(String name, String value, Duration age, HttpCall call) {
        return name
                + "="
                + value
                + "; Path=/; Max-Age="
                + age.toSeconds()
                + "; HttpOnly; SameSite=Lax"
                + (isHttps(call) ? "; Secure" : "");
    }

    private boolean isHttps(HttpCall call) {
        return call.caller().https()
                || addresses.base().filter(base -> base.startsWith("https:")).isPresent();
    }
}
