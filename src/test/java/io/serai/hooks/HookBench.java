package io.serai.hooks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.hooks.HooksSettings.UnknownStreams;
import io.serai.live.Journal;
import io.serai.live.MediaServers;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.livekit.LiveKitClients;
import io.serai.streams.EndedStreams;
import io.serai.streams.PublishedName;
import io.serai.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** The hook steps with settings of a test's choice; keeps what they log and count. */
final class HookBench implements AutoCloseable {
    static final String ALLOWED = "127.0.0.0/8,::1/128,10.0.0.0/8";
    static final Caller LOCAL = new Caller("127.0.0.1", "127.0.0.1", true, false);

    /** Nobody may publish it ever again. */
    static final PublishedName ENDED = new PublishedName("live", "ended-key");

    final TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final HooksSteps steps;
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.serai.hooks");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    HookBench() {
        this("", UnknownStreams.REFUSE, "edge");
    }

    /** With a journal that goes by this clock. */
    HookBench(Journal journal, Clock clock) {
        this("", UnknownStreams.REFUSE, new HookJournal(journal, clock), "edge");
    }

    HookBench(String secret, UnknownStreams unknown, String... nginxServers) {
        this(secret, unknown, new HookJournal(Journal.NONE, Clock.systemUTC()), nginxServers);
    }

    HookBench(String secret, UnknownStreams unknown, HookJournal journal, String... nginxServers) {
        HooksSettings settings = new HooksSettings(ALLOWED, "192.0.2.7", secret, false, unknown);
        HookGate gate = new HookGate(settings, clock);
        HookMetrics counted = new HookMetrics(metrics, clock);
        List<MediaServer> servers = new ArrayList<>();
        for (String name : nginxServers) {
            servers.add(
                    new MediaServer(
                            name, Kind.NGINX_RTMP, Optional.empty(), Duration.ofSeconds(30)));
        }
        steps =
                new HooksSteps(
                        new SrsDialect(
                                gate,
                                settings,
                                new StaticListableBeanFactory(
                                                Map.of("ended", (EndedStreams) ENDED::equals))
                                        .getBeanProvider(EndedStreams.class),
                                counted,
                                journal),
                        new NginxDialect(
                                gate,
                                counted,
                                journal,
                                new NginxNames(settings, name -> name),
                                new StaticListableBeanFactory().getBeanProvider(Multicast.class),
                                new MediaServers(servers)),
                        new LiveKitDialect(
                                LiveKitClients.none(),
                                LiveKitClients.noWebhooks(),
                                counted,
                                journal,
                                clock));
        logger.setLevel(Level.DEBUG);
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    static HttpCall srs(String event, String body) {
        return call("/api/srs/" + event, "", body.getBytes(StandardCharsets.UTF_8), LOCAL);
    }

    static HttpCall nginx(String event, String body) {
        return call(
                "/api/v1/stream-update/" + event, "", body.getBytes(StandardCharsets.UTF_8), LOCAL);
    }

    static HttpCall call(String path, String query, byte[] body, Caller caller) {
        return new HttpCall(
                "POST",
                path,
                Map.of(),
                Form.parse(query),
                new Headers(Map.of()),
                caller,
                body,
                false,
                System.nanoTime());
    }

    static HttpCall oversize(String path) {
        return new HttpCall(
                "POST",
                path,
                Map.of(),
                Form.EMPTY,
                new Headers(Map.of()),
                LOCAL,
                new byte[0],
                true,
                System.nanoTime());
    }

    static String text(Answer answer) {
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** What was logged, with the messages of all exceptions. */
    List<String> logged() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : appender.list) {
            lines.add(event.getFormattedMessage());
            for (IThrowableProxy e = event.getThrowableProxy(); e != null; e = e.getCause()) {
                lines.add("exception " + e.getMessage());
            }
        }
        return lines;
    }

    long count(String server, String event, String outcome) {
        Timer timer =
                metrics.find("serai.hooks")
                        .tags("server", server, "event", event, "outcome", outcome)
                        .timer();
        return timer == null ? 0 : timer.count();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}
