package io.serai.media;

import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.Json;
import io.serai.live.MediaServerHttp.OtherStatus;
import io.serai.media.MediaJson.Failed;
import io.serai.media.MediaJson.FailedBehind;
import io.serai.media.MediaJson.Monitor;
import io.serai.media.MediaJson.StreamInfo;
import io.serai.media.PixelcastStreams.Listed;
import io.serai.media.PixelcastStreams.Visible;
import io.serai.srs.AskedOnce;
import io.serai.srs.SrsApi;
import io.serai.srs.SrsApi.Summaries;
import io.serai.srs.SrsServers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;

/** Tells how the first SRS does. Thread-safe. */
@Component
final class SrsMonitor implements AutoCloseable {
    /** SRS's own name for "no application". */
    private static final String DEFAULT_APP = "__defaultApp__";

    private final PixelcastStreams streams;
    private final AskedOnce<Summaries> summaries;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SrsMonitor(SrsServers servers, PixelcastStreams streams, MediaSettings settings, Clock clock) {
        this.streams = streams;
        this.summaries =
                new AskedOnce<>(() -> summaries(servers), settings.srsAnswersServe(), clock);
    }

    /** Both questions at the same time: together they may take no longer than one. */
    Answer of(Optional<String> app, String room) {
        CompletableFuture<Visible> asked = CompletableFuture.supplyAsync(streams::now, threads);
        Summaries machine;
        try {
            machine = summaries.answer();
        } catch (Unavailable e) {
            return failed("Failed to fetch system summary from SRS server.", e);
        }
        try {
            return Json.answer(200, monitor(machine, asked.join().streams(), app, room));
        } catch (CompletionException e) {
            if (e.getCause() instanceof Unavailable away) {
                return failed("Failed to fetch streams from SRS server.", away);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Summaries summaries(SrsServers servers) {
        return servers.first()
                .orElseThrow(() -> new Unavailable("No SRS is configured"))
                .api()
                .summaries();
    }

    private static Answer failed(String sentence, Unavailable away) {
        return away.getCause() instanceof OtherStatus
                ? Json.answer(502, new Failed(sentence))
                : Json.answer(500, new FailedBehind("SRS: " + away.getMessage()));
    }

    private static Monitor monitor(
            Summaries machine, List<Listed> streams, Optional<String> app, String room) {
        return new Monitor(
                true,
                machine.version(),
                machine.uptime(),
                machine.cpu(),
                machine.memory(),
                machine.disk(),
                machine.load(),
                streams.size(),
                streams.stream().mapToLong(one -> clients(one.stream())).sum(),
                find(streams, app, room).map(one -> new StreamInfo(one.listed())).orElse(null),
                machine.now());
    }

    /** A browser that does not know the application means the one that has the room's stream. */
    private static Optional<SrsApi.Stream> find(
            List<Listed> streams, Optional<String> app, String room) {
        List<SrsApi.Stream> named =
                streams.stream()
                        .map(Listed::stream)
                        .filter(one -> one.name().equals(room))
                        .toList();
        return named.stream()
                .filter(one -> one.app().equals(app.orElse(DEFAULT_APP)))
                .findFirst()
                .or(() -> app.isEmpty() ? named.stream().findFirst() : Optional.empty());
    }

    private static long clients(SrsApi.Stream stream) {
        return stream.listed().path("clients").asLong(0);
    }
}
