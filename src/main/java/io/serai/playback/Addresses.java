package io.serai.playback;

import io.serai.common.PublicAddresses;
import io.serai.common.http.HttpCall;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Makes the addresses of a stream that people are shown. Thread-safe. */
@Component
final class Addresses {
    private static final String PROXY = "/api/hls/proxy?url=";
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    private final PublicAddresses shown;

    Addresses(PublicAddresses shown) {
        this.shown = shown;
    }

    String rtmp(MediaName app, MediaName stream) {
        return shown.rtmpUrl() + path(app, stream);
    }

    String hls(MediaName app, MediaName stream) {
        return shown.hlsUrl() + path(app, stream) + ".m3u8";
    }

    String flv(MediaName app, MediaName stream) {
        return shown.hlsUrl() + path(app, stream) + ".flv";
    }

    /** HLS as it passes through Serai; the ending follows the stream's name. */
    String proxiedHls(HttpCall call, MediaName app, MediaName stream, String ending) {
        String path = "/" + app.value() + "/" + stream.value() + ending;
        return base(call) + PROXY + Percent.encodeWithSlashes(path);
    }

    /** Where a browser sends its WebRTC offer; {@code kind} is {@code whip} or {@code whep}. */
    static String webRtc(String kind, MediaName app, MediaName stream) {
        return "/api/srs-proxy/%s?app=%s&stream=%s"
                .formatted(kind, app.encoded(), stream.encoded());
    }

    List<RoomAccess.IceServer> iceServers() {
        return shown.stunUrls().stream().map(RoomAccess.IceServer::new).toList();
    }

    /** Serai itself: as configured, or else as this caller reached it. */
    private String base(HttpCall call) {
        return shown.base().orElseGet(() -> scheme(call) + "://" + host(call));
    }

    private static String scheme(HttpCall call) {
        return forwarded(call, "X-Forwarded-Proto")
                .map(proto -> proto.toLowerCase(Locale.ROOT))
                .filter("https"::equals)
                .orElse("http");
    }

    private static String host(HttpCall call) {
        return forwarded(call, "X-Forwarded-Host")
                .or(() -> call.headers().first("Host"))
                .filter(host -> HOST.matcher(host).matches())
                .orElse("localhost");
    }

    /** What a proxy says of the first request; anybody else may say what he likes. */
    private static Optional<String> forwarded(HttpCall call, String header) {
        return Optional.of(call)
                .filter(one -> one.caller().trustedProxy() && one.caller().forwarded())
                .flatMap(one -> one.headers().first(header))
                .map(value -> value.split(",", 2)[0].strip());
    }

    private static String path(MediaName app, MediaName stream) {
        return "/" + app.encoded() + "/" + stream.encoded();
    }
}
