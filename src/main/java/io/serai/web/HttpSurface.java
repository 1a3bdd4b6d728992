package io.serai.web;

import java.util.List;
import java.util.Locale;

/**
 * The surfaces that share the one port, each with the paths, the form of errors and the CORS rule
 * that its clients know. The first surface with a matching prefix counts.
 */
enum HttpSurface {
    ADMIN(ErrorForm.PLAIN, CorsRule.NONE, "/api/admin"),
    ACTUATOR(ErrorForm.PLAIN, CorsRule.NONE, "/actuator"),
    SRS_HOOKS(ErrorForm.SRS, CorsRule.NONE, "/api/srs", "/api/v1/callbacks"),
    NGINX_HOOKS(ErrorForm.PLAIN, CorsRule.NONE, "/api/v1/stream-update"),
    LIVE_SERVICE(
            ErrorForm.CODED, CorsRule.PUBLIC, "/api/v1/live", "/health/srs", "/ws/live", "/rtc/v1"),
    STREAMHELPER(ErrorForm.DETAILED, CorsRule.NONE, "/api/v1", "/stream-destinations"),
    STREAMIT(
            ErrorForm.ENVELOPE,
            CorsRule.CREDENTIALS,
            "/api/stream",
            "/api/viewer",
            "/api/auth",
            "/api/webhook",
            "/api/creator-applications",
            "/api/users"),
    /** Everything else, so that an unknown path has a form as well. */
    PIXELCAST(ErrorForm.PLAIN, CorsRule.PUBLIC, "");

    private final ErrorForm errorForm;
    private final CorsRule corsRule;
    private final List<String> prefixes;

    HttpSurface(ErrorForm errorForm, CorsRule corsRule, String... prefixes) {
        this.errorForm = errorForm;
        this.corsRule = corsRule;
        this.prefixes = List.of(prefixes);
    }

    /** The surface of a path that starts with a slash. */
    static HttpSurface of(String path) {
        for (HttpSurface surface : values()) {
            for (String prefix : surface.prefixes) {
                if (path.startsWith(prefix)
                        && (prefix.isEmpty()
                                || path.length() == prefix.length()
                                || path.charAt(prefix.length()) == '/')) {
                    return surface;
                }
            }
        }
        return PIXELCAST;
    }

    /** The word in the audit log. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    ErrorForm errorForm() {
        return errorForm;
    }

    CorsRule corsRule() {
        return corsRule;
    }

    /** Whether media servers call here; what is too large is then answered by the hook itself. */
    boolean hooks() {
        return this == SRS_HOOKS || this == NGINX_HOOKS;
    }

    /** Which origins a browser may call from. */
    enum CorsRule {
        /** Any origin without credentials, or the configured ones. */
        PUBLIC,
        /** Only the configured origins, with credentials. */
        CREDENTIALS,
        /** None: the page comes from the same origin, or no browser calls. */
        NONE
    }
}
