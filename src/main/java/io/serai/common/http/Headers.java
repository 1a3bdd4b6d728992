package io.serai.common.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The headers of a request; names are compared without regard to case. Values may be secrets. */
public record Headers(Map<String, List<String>> values) {
    public Headers {
        Map<String, List<String>> folded = new TreeMap<>();
        values.forEach((name, all) -> folded.put(name.toLowerCase(Locale.ROOT), List.copyOf(all)));
        values = folded;
    }

    /** The first value of a header. */
    public Optional<String> first(String name) {
        List<String> all = values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** Only the names: values may be secrets. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
