package io.serai.media;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Unavailable;
import io.serai.srs.AskedOnce;
import io.serai.srs.SrsApi;
import io.serai.srs.SrsServers;
import io.serai.srs.SrsServers.SrsServer;
import io.serai.streams.PublishedName;
import io.serai.streams.StreamCatalogue;
import io.serai.streams.Surface;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;

/**
 * What SRS lists, as far as PixelCast's browsers may see it: their rooms, and what belongs to no
 * surface. SRS names a stream by its key, so the others' would be given away. Thread-safe.
 */
@Component
public final class PixelcastStreams implements AutoCloseable {
    /** One stream, and the SRS that lists it. */
    public record Listed(SrsServer srs, SrsApi.Stream stream) {
        /**
         * SRS's entry, not to be changed. An address that a publisher gave is cut off at its
         * question mark: what stands behind it may be a secret.
         */
        public ObjectNode entry() {
            String address = stream.listed().path("tcUrl").asText("");
            int query = address.indexOf('?');
            return query < 0
                    ? stream.listed()
                    : stream.listed().deepCopy().put("tcUrl", address.substring(0, query));
        }
    }

    /**
     * The streams of every SRS that answered.
     *
     * @param first who the first of them is
     */
    public record Visible(SrsApi.Streams first, List<Listed> streams) {
        public Visible {
            streams = List.copyOf(streams);
        }
    }

    private record Answer(SrsServer srs, SrsApi.Streams streams) {}

    private final SrsServers servers;
    private final StreamCatalogue catalogue;
    private final AskedOnce<Visible> shared;
    private final AskedOnce<Visible> fresh;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PixelcastStreams(
            SrsServers servers, StreamCatalogue catalogue, MediaSettings settings, Clock clock) {
        this.servers = servers;
        this.catalogue = catalogue;
        this.shared = new AskedOnce<>(this::ask, settings.srsAnswersServe(), clock);
        this.fresh = new AskedOnce<>(this::ask, Duration.ZERO, clock);
    }

    /**
     * As SRS said within the last moments; many callers cost it one call. Takes 5 s at most.
     *
     * @throws Unavailable if no SRS answers
     * @throws RuntimeException if it can't be told whose the streams are
     */
    public Visible now() {
        return shared.answer();
    }

    /** As {@link #now}, but not from before; callers share the question that is under way. */
    Visible fresh() {
        return fresh.answer();
    }

    /** What was said last is not true any more. */
    void changed() {
        shared.forget();
    }

    /** The SRS where a stream was seen last, or else the first one. */
    Optional<SrsServer> serverOf(String app, String name) {
        return shared.latest()
                .flatMap(
                        seen ->
                                seen.streams().stream()
                                        .filter(one -> one.stream().app().equals(app))
                                        .filter(one -> one.stream().name().equals(name))
                                        .map(Listed::srs)
                                        .findFirst())
                .or(servers::first);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Visible ask() {
        List<Answer> answers = askAll();
        List<Listed> all = new ArrayList<>();
        for (Answer answer : answers) {
            answer.streams().streams().forEach(one -> all.add(new Listed(answer.srs(), one)));
        }
        Set<PublishedName> hidden = ofOthers(all);
        return new Visible(
                answers.getFirst().streams(),
                all.stream().filter(one -> !hidden.contains(name(one))).toList());
    }

    /** All at the same time: together they may take no longer than one. */
    private List<Answer> askAll() {
        List<CompletableFuture<Answer>> questions =
                servers.all().stream()
                        .map(
                                srs ->
                                        CompletableFuture.supplyAsync(
                                                () -> new Answer(srs, srs.api().streams()),
                                                threads))
                        .toList();
        List<Answer> answers = new ArrayList<>();
        Unavailable failure = new Unavailable("No SRS is configured");
        for (CompletableFuture<Answer> question : questions.reversed()) {
            try {
                answers.addFirst(question.join());
            } catch (CompletionException e) {
                failure = failure(e);
            }
        }
        if (answers.isEmpty()) {
            throw failure;
        }
        return answers;
    }

    private static Unavailable failure(CompletionException e) {
        return e.getCause() instanceof Unavailable known
                ? known
                : new Unavailable("SRS can't be asked", e);
    }

    private Set<PublishedName> ofOthers(List<Listed> all) {
        return catalogue.ofOtherSurfaces(
                Surface.PIXELCAST, all.stream().map(PixelcastStreams::name).toList());
    }

    private static PublishedName name(Listed listed) {
        return new PublishedName(listed.stream().app(), listed.stream().name());
    }
}
