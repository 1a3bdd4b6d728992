package io.serai.livekit;

import io.livekit.server.AccessToken;
import io.livekit.server.CanPublish;
import io.livekit.server.CanPublishData;
import io.livekit.server.CanSubscribe;
import io.livekit.server.RoomJoin;
import io.livekit.server.RoomName;
import io.serai.common.ControlException.Unavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.springframework.stereotype.Component;

/** Makes the tokens with which browsers enter a room; asks nobody. Thread-safe. */
@Component
public final class AccessTokens {
    private final LiveKitSettings settings;
    private final Clock clock;

    AccessTokens(LiveKitSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A token for one participant and one room, valid from now for {@code
     * serai.livekit.token-life}. It is a secret of its bearer.
     *
     * @param identity who enters; a second one with the same identity puts the first one out
     * @param name as others see it
     * @throws Unavailable if there is no LiveKit
     */
    public String token(String identity, String name, String room, Grants grants) {
        if (!settings.configured()) {
            throw new Unavailable(LiveKit.NOT_CONFIGURED);
        }
        Instant now = clock.instant();
        AccessToken token = new AccessToken(settings.apiKey(), settings.apiSecret());
        token.setIdentity(identity);
        token.setName(name);
        token.setNotBefore(Date.from(now));
        token.setExpiration(Date.from(now.plus(settings.tokenLife())));
        token.addGrants(
                new RoomName(room),
                new RoomJoin(true),
                new CanPublish(grants.canPublish()),
                new CanPublishData(grants.canPublishData()),
                new CanSubscribe(true));
        return token.toJwt();
    }
}
