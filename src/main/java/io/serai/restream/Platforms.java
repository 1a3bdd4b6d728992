package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import io.serai.common.StartRefused;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The platforms of the configuration, in its order. Thread-safe. */
@Component
public final class Platforms {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private final Map<String, Platform> platforms = new LinkedHashMap<>();

    private final List<String> profiles;

    Platforms(RestreamSettings settings) {
        profiles = List.copyOf(settings.profiles().keySet());
        settings.platforms().forEach((id, entry) -> platforms.put(id, read(id, entry, settings)));
    }

    public List<Platform> all() {
        return List.copyOf(platforms.values());
    }

    /** Names of the ways in which ffmpeg can send a stream, in the order of the configuration. */
    public List<String> profiles() {
        return profiles;
    }

    public Optional<Platform> find(String id) {
        return Optional.ofNullable(platforms.get(id));
    }

    private static Platform read(
            String id, RestreamSettings.PlatformEntry entry, RestreamSettings settings) {
        String place = "serai.restream.platforms." + id;
        if (!ID.matcher(id).matches()) {
            throw new StartRefused(place + ": a platform is called by small letters and digits.");
        }
        Map<String, String> addresses = new LinkedHashMap<>();
        entry.addresses()
                .forEach(
                        (region, url) -> {
                            try {
                                addresses.put(region, Target.parse(url).url());
                            } catch (Invalid e) {
                                throw new StartRefused(
                                        place
                                                + ".addresses."
                                                + region
                                                + ": "
                                                + e.getMessage()
                                                + ".");
                            }
                        });
        if (!settings.profiles().containsKey(entry.profile())) {
            throw new StartRefused(
                    place
                            + ".profile is "
                            + entry.profile()
                            + ", which is not among serai.restream.profiles.");
        }
        return new Platform(
                id,
                entry.name().isBlank() ? id : entry.name(),
                Collections.unmodifiableMap(addresses),
                entry.mostBitrate(),
                entry.profile());
    }
}
