package io.serai.restream;

import io.serai.restream.Target.Scheme;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Makes the arguments of ffmpeg. They hold nothing that is secret about the target, but by default
 * the source's address, in which media servers name a stream by the key it is published with.
 * Thread-safe.
 */
@Component
final class CommandLine {
    /** By it hooks know that who plays is no viewer; it opens nothing. */
    static final String OWN_PULL = "serai=restream";

    private static final String SRS = "srs:";
    private static final String NGINX = "nginx:";

    private final RestreamSettings settings;
    private final Platforms platforms;
    private final Authorities authorities;

    CommandLine(RestreamSettings settings, Platforms platforms) {
        this.settings = settings;
        this.platforms = platforms;
        this.authorities = Authorities.find(settings.process().certificates());
    }

    Order order(WantedRestream wanted) {
        Destination destination = wanted.destination();
        Target target = Target.parse(destination.url());
        String path = wanted.path();
        return new Order(
                destination.id(),
                destination.stream(),
                destination.owner(),
                destination.platform(),
                wanted.wish(),
                0,
                target,
                destination.key(),
                path.substring(path.lastIndexOf('/') + 1),
                arguments(source(wanted), profile(destination), target));
    }

    private List<String> arguments(String source, String profile, Target target) {
        RestreamSettings.Process process = settings.process();
        String ioTimeout = microseconds(process.ioTimeout());
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-hide_banner", "-nostats", "-loglevel", "level+warning"));
        arguments.addAll(List.of("-progress", "pipe:1", "-stats_period", "1"));
        arguments.addAll(
                List.of(
                        "-protocol_whitelist",
                        source.startsWith("rtmps:") ? "rtmps,tls,tcp" : "rtmp,tcp"));
        arguments.addAll(List.of("-rw_timeout", ioTimeout));
        arguments.addAll(List.of("-probesize", Integer.toString(process.probeSize())));
        arguments.addAll(List.of("-analyzeduration", microseconds(process.probe())));
        arguments.addAll(List.of("-i", source));
        arguments.addAll(Arrays.asList(profile.strip().split("\\s+")));
        arguments.addAll(List.of("-rw_timeout", ioTimeout));
        if (target.scheme() == Scheme.SRT) {
            arguments.addAll(List.of("-f", "mpegts"));
        } else {
            arguments.addAll(List.of("-f", "flv", "-flvflags", "no_duration_filesize"));
        }
        if (target.application().contains("/")) {
            // ffmpeg would take the last part for the stream's name.
            arguments.addAll(List.of("-rtmp_app", target.application()));
        }
        if (target.scheme() == Scheme.RTMPS) {
            arguments.addAll(authorities.arguments());
        }
        arguments.add(target.url());
        return arguments;
    }

    /** Where the stream is pulled from: the server, application and name of its session. */
    private String source(WantedRestream wanted) {
        String path = wanted.path();
        int begin = path.indexOf('/');
        String query = "?" + OWN_PULL + (begin > 0 ? "&vhost=" + path.substring(0, begin) : "");
        String configured = settings.sources().get(wanted.source());
        if (configured != null) {
            return server(configured) + path.substring(begin) + query;
        }
        if (wanted.source().startsWith(SRS)) {
            return server(settings.srsPullBase()) + path.substring(begin) + query;
        }
        return wanted.source().startsWith(NGINX)
                ? server(settings.pullBase()) + path.substring(begin) + query
                : settings.pullBase() + path.substring(path.lastIndexOf('/')) + query;
    }

    private String profile(Destination destination) {
        String name =
                destination
                        .profile()
                        .filter(settings.profiles()::containsKey)
                        .or(() -> platforms.find(destination.platform()).map(Platform::profile))
                        .orElse("copy");
        return settings.profiles().getOrDefault(name, "-c copy");
    }

    private static String server(String base) {
        URI uri = URI.create(base);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String microseconds(Duration time) {
        return Long.toString(time.toNanos() / 1000);
    }
}
