package io.serai.broadcasts;

import io.serai.common.PublicAddresses;
import org.springframework.stereotype.Component;

/** Where a broadcast is published and played, as people are shown it. Thread-safe. */
@Component
final class BroadcastAddresses {
    private final PublicAddresses addresses;
    private final String webrtc;
    private final String hls;

    BroadcastAddresses(PublicAddresses addresses, BroadcastsSettings settings) {
        this.addresses = addresses;
        this.webrtc =
                settings.webrtcBaseUrl().isEmpty()
                        ? "http://" + addresses.srsHost() + ":" + settings.srsApiPort()
                        : settings.webrtcBaseUrl();
        String base = settings.cdnBaseUrl().isEmpty() ? addresses.hlsUrl() : settings.cdnBaseUrl();
        this.hls =
                settings.hlsUrlTemplate().isEmpty()
                        ? base + "/live/{id}/index.m3u8"
                        : settings.hlsUrlTemplate();
    }

    /** With the key: only for the owner. */
    String rtmp(Broadcast broadcast) {
        return addresses.rtmpUrl() + "/live/" + broadcast.id() + token("?", broadcast);
    }

    /** With the key: only for the owner. */
    String webrtcPublish(Broadcast broadcast) {
        return webrtcPlay(broadcast) + token("?", broadcast);
    }

    String webrtcPlay(Broadcast broadcast) {
        return "webrtc://" + addresses.srsHost() + "/live/" + broadcast.id();
    }

    String hls(Broadcast broadcast) {
        return hls.replace("{id}", broadcast.id().toString());
    }

    /** The owner's holds the key. */
    String whip(Broadcast broadcast, boolean owner) {
        return endpoint("whip", broadcast) + (owner ? token("&", broadcast) : "");
    }

    String whep(Broadcast broadcast) {
        return endpoint("whep", broadcast);
    }

    private String endpoint(String kind, Broadcast broadcast) {
        return webrtc + "/rtc/v1/" + kind + "/?app=live&stream=" + broadcast.id();
    }

    private static String token(String before, Broadcast broadcast) {
        return before + "token=" + broadcast.key().value();
    }
}
