package io.serai.destinations;

import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.common.http.JsonFields;
import io.serai.restream.DestinationChange;
import io.serai.restream.NewDestination;
import io.serai.restream.Platform;
import io.serai.restream.Platforms;
import io.serai.restream.Target;
import io.serai.restream.TargetKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Reads what clients send to make or change a destination. Thread-safe. */
@Component
final class DestinationForm {
    static final int LONGEST_NAME = 200;

    private final Platforms platforms;

    DestinationForm(Platforms platforms) {
        this.platforms = platforms;
    }

    /**
     * @throws Rejected when something is missing or wrong
     */
    NewDestination creation(JsonFields fields, UserId owner) {
        fields.require("streamId", "platform", "streamKey");
        OptionalLong stream = fields.id("streamId");
        Optional<Platform> platform = fields.choice("platform", ids()).flatMap(platforms::find);
        Optional<TargetKey> key = fields.read("streamKey", TargetKey::entered);
        Optional<Target> target = fields.read("rtmpUrl", Target::parse);
        Optional<String> name = fields.line("displayName", 0, LONGEST_NAME);
        Optional<Boolean> enabled = fields.flag("enabled");
        Optional<String> profile = fields.choice("profile", platforms.profiles());
        if (platform.filter(Platform::requiresCustomUrl).isPresent()
                && fields.present("rtmpUrl").isEmpty()) {
            fields.issue(
                    "custom",
                    "rtmpUrl",
                    "rtmpUrl is required when platform is \"" + platform.get().id() + "\"");
        }
        fields.check();
        Platform chosen = platform.orElseThrow();
        return new NewDestination(
                new StreamId(stream.orElseThrow()),
                owner.value(),
                chosen.id(),
                url(chosen, target.map(Target::url)),
                name.filter(text -> !text.isEmpty()).orElse(chosen.id() + " Stream"),
                profile,
                enabled.orElse(true),
                key.orElseThrow());
    }

    /**
     * @throws Rejected when something is wrong
     */
    DestinationChange change(JsonFields fields) {
        DestinationChange change =
                new DestinationChange(
                        fields.flag("enabled"),
                        fields.read("streamKey", TargetKey::entered),
                        fields.read("rtmpUrl", Target::parse).map(Target::url),
                        fields.line("displayName", 0, LONGEST_NAME).filter(text -> !text.isEmpty()),
                        fields.choice("profile", platforms.profiles()));
        fields.check();
        return change;
    }

    List<String> ids() {
        return platforms.all().stream().map(Platform::id).toList();
    }

    /** A platform's own addresses are those of the table; of its regions one may be chosen. */
    private static String url(Platform platform, Optional<String> entered) {
        if (platform.requiresCustomUrl()) {
            return entered.orElseThrow();
        }
        return entered.filter(platform.addresses()::containsValue)
                .orElseGet(() -> platform.address().orElseThrow());
    }
}
