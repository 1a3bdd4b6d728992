package io.serai.playback;

import io.serai.common.ControlException.Unavailable;
import io.serai.srs.SrsApi;
import io.serai.srs.SrsServers;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds a stream in SRS's list. Whoever asks while a question is under way shares its answer, so
 * that many pages together are one question at a time. Thread-safe.
 */
@Component
final class SrsStreams {
    private final SrsServers servers;
    private final AtomicReference<@Nullable CompletableFuture<SrsApi.Streams>> asked =
            new AtomicReference<>();

    SrsStreams(SrsServers servers) {
        this.servers = servers;
    }

    /**
     * What the first configured SRS, the one whose addresses are shown, lists by this name.
     *
     * @throws Unavailable with a short reason if it can't be asked
     */
    Optional<SrsApi.Stream> find(MediaName app, MediaName stream) {
        return listed().streams().stream()
                .filter(one -> one.app().equals(app.value()) && one.name().equals(stream.value()))
                // Virtual hosts may have one each.
                .max(Comparator.comparing(SrsApi.Stream::active));
    }

    private SrsApi.Streams listed() {
        CompletableFuture<SrsApi.Streams> mine = new CompletableFuture<>();
        CompletableFuture<SrsApi.Streams> running = asked.compareAndExchange(null, mine);
        if (running == null) {
            ask(mine);
            running = mine;
        }
        try {
            return running.join();
        } catch (CompletionException e) {
            throw new Unavailable(String.valueOf(e.getCause().getMessage()), e);
        }
    }

    private void ask(CompletableFuture<SrsApi.Streams> answer) {
        try {
            answer.complete(
                    servers.first()
                            .orElseThrow(() -> new Unavailable("no SRS with an API is configured"))
                            .api()
                            .streams());
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            asked.set(null);
        }
    }
}
