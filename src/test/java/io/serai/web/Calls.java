package io.serai.web;

import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import java.util.Map;

/** Calls as the edge would make them. */
final class Calls {
    private Calls() {}

    static HttpCall withQuery(String query) {
        return new HttpCall(
                "GET",
                "/",
                Map.of(),
                Form.parse(query),
                new Headers(Map.of()),
                new Caller("127.0.0.1", "127.0.0.1", true, false),
                new byte[0],
                false,
                System.nanoTime());
    }
}
