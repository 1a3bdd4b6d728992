package io.serai.common.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The origins of pages that may call us with credentials; without a slash at the end. Our own
 * origin is always one of them.
 */
public record Origins(Set<String> listed) {
    private static final Set<String> OWN = Set.of("same-origin", "none");

    public Origins {
        listed = Set.copyOf(listed);
    }

    public static Origins of(Stream<String> listed) {
        return new Origins(
                listed.map(String::strip)
                        .map(origin -> origin.replaceFirst("/+$", ""))
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Whether the browser says that a page of somebody else's makes this call. A caller that says
     * nothing of the kind is no browser: it holds a cookie only if its user gave it one.
     *
     * @param ownBase our address, if it is configured: behind a proxy {@code Host} may be another
     */
    public boolean foreign(HttpCall call, Optional<String> ownBase) {
        Optional<String> origin = call.headers().first("Origin");
        if (origin.isPresent()) {
            String given = origin.get().toLowerCase(Locale.ROOT);
            return !listed.contains(given)
                    && !own(given, call)
                    && ownBase.filter(base -> isOriginOf(given, base)).isEmpty();
        }
        return call.headers()
                .first("Sec-Fetch-Site")
                .filter(site -> !OWN.contains(site))
                .isPresent();
    }

    /** Whether it is the host that the call went to; what is http here may be https outside. */
    private static boolean own(String origin, HttpCall call) {
        return call.headers()
                .first("Host")
                .map(host -> host.toLowerCase(Locale.ROOT))
                .filter(host -> origin.equals("http://" + host) || origin.equals("https://" + host))
                .isPresent();
    }

    private static boolean isOriginOf(String origin, String base) {
        String lower = base.toLowerCase(Locale.ROOT);
        return lower.equals(origin) || lower.startsWith(origin + "/");
    }
}
