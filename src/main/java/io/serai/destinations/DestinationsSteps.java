package io.serai.destinations;

import io.serai.accounts.Account;
import io.serai.accounts.SignedIn;
import io.serai.audit.Actor;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.PublicAddresses;
import io.serai.common.Step;
import io.serai.common.StreamId;
import io.serai.common.StreamKey;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.JsonFields;
import io.serai.destinations.DestinationAnswers.ListedDestination;
import io.serai.destinations.DestinationAnswers.ShownDestination;
import io.serai.destinations.DestinationDesk.Owned;
import io.serai.destinations.StatusAnswers.ProcessLog;
import io.serai.destinations.StatusAnswers.RunPage;
import io.serai.restream.Destination;
import io.serai.restream.DestinationChange;
import io.serai.restream.DestinationId;
import io.serai.restream.NewDestination;
import io.serai.restream.Platforms;
import io.serai.restream.Restreams;
import io.serai.restream.Restreams.Living;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What routes call about the streams and destinations of StreamHelper; texts and shapes are those
 * of its front end. Each step asks first who calls. Thread-safe.
 */
@Component("destinations")
public final class DestinationsSteps {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int DEFAULT_RUNS = 20;
    private static final int MOST_RUNS = 100;
    private static final double MILLIS = 1000.0;

    private final SignedIn signedIn;
    private final DestinationDesk destinations;
    private final StreamDesk streams;
    private final DestinationForm form;
    private final Statuses statuses;
    private final Restreams restreams;
    private final MulticastNow multicast;
    private final Platforms platforms;
    private final Rotation rotation;
    private final String ingestUrl;
    private final Clock clock;

    DestinationsSteps(
            SignedIn signedIn,
            DestinationDesk destinations,
            StreamDesk streams,
            DestinationForm form,
            Statuses statuses,
            Restreams restreams,
            MulticastNow multicast,
            Platforms platforms,
            Rotation rotation,
            DestinationsSettings settings,
            PublicAddresses addresses,
            Clock clock) {
        this.signedIn = signedIn;
        this.destinations = destinations;
        this.streams = streams;
        this.form = form;
        this.statuses = statuses;
        this.restreams = restreams;
        this.multicast = multicast;
        this.platforms = platforms;
        this.rotation = rotation;
        this.ingestUrl =
                settings.ingestUrl().isEmpty() ? addresses.encoderUrl() : settings.ingestUrl();
        this.clock = clock;
    }

    /** Adds a destination to a stream of the caller's. */
    @Step
    public Answer create(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        NewDestination wanted = form.creation(JsonFields.of(call, Rejected::because), owner.id());
        return Json.answer(
                201,
                ShownDestination.of(destinations.create(wanted, owner.id(), actor(owner, call))));
    }

    /** The caller's destinations; {@code streamId}, {@code platform}, {@code enabled} narrow it. */
    @Step
    public Answer list(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        Optional<StreamId> stream = call.query("streamId").map(DestinationsSteps::streamId);
        Optional<String> platform = call.query("platform");
        Optional<Boolean> enabled = call.query("enabled").map(DestinationsSteps::flag);
        List<ListedDestination> all =
                destinations.ofOwner(owner.id()).stream()
                        .filter(one -> stream.filter(id -> !id.equals(of(one).stream())).isEmpty())
                        .filter(
                                one ->
                                        platform.filter(id -> !id.equals(of(one).platform()))
                                                .isEmpty())
                        .filter(one -> enabled.filter(on -> on != of(one).enabled()).isEmpty())
                        .map(one -> ListedDestination.of(one.destination(), one.stream()))
                        .toList();
        return Json.answer(200, all);
    }

    /** The destinations of one of the caller's streams. */
    @Step
    public Answer listOfStream(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        StreamId stream = streamId(call.pathVariable("streamId").orElse(""));
        return Json.answer(
                200,
                destinations.ofStream(stream, owner.id()).stream()
                        .map(ShownDestination::of)
                        .toList());
    }

    @Step
    public Answer show(@Variable("call") HttpCall call) {
        return Json.answer(200, ShownDestination.of(required(call)));
    }

    @Step
    public Answer change(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        DestinationId id = destinationId(call);
        JsonFields fields = JsonFields.of(call, Rejected::because);
        DestinationChange change = form.change(fields);
        List<String> named =
                fields.present("enabled", "streamKey", "rtmpUrl", "displayName", "profile");
        return Json.answer(
                200,
                ShownDestination.of(
                        destinations.change(id, change, named, owner.id(), actor(owner, call))));
    }

    @Step
    public Answer delete(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        destinations.delete(destinationId(call), owner.id(), actor(owner, call));
        return Answer.empty(204);
    }

    /** What a form has to know. */
    @Step
    public Answer metadata(@Variable("call") HttpCall call) {
        signedIn.required(call);
        return Json.answer(200, Metadata.of(platforms));
    }

    /** What is done about a destination of the caller's. */
    @Step
    public Answer status(@Variable("call") HttpCall call) {
        return Json.answer(200, statuses.of(required(call)));
    }

    /** The processes of a destination: {@code limit} 1 to 100, {@code before} as {@code next}. */
    @Step
    public Answer runs(@Variable("call") HttpCall call) {
        Destination destination = required(call);
        int limit = (int) number(call, "limit", DEFAULT_RUNS);
        if (limit > MOST_RUNS) {
            throw new Invalid("limit is at most " + MOST_RUNS);
        }
        long before = number(call, "before", Long.MAX_VALUE);
        return Json.answer(
                200, RunPage.of(restreams.runs(destination.id(), before, limit + 1), limit));
    }

    /** The last lines that the processes of a destination wrote. */
    @Step
    public Answer log(@Variable("call") HttpCall call) {
        return Json.answer(200, new ProcessLog(statuses.lines(required(call))));
    }

    /** Makes a stream of the caller's. */
    @Step
    public Answer createStream(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        IngestStream made = streams.create(owner, actor(owner, call));
        return Json.answer(200, StreamAnswers.OwnStream.of(made, ingestUrl, Map.of()));
    }

    /** The streams that the caller made here, with their keys. */
    @Step
    public Answer listStreams(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        Map<StreamId, Map<String, String>> links = links(owner);
        return Json.answer(
                200,
                streams.list(owner.id()).stream()
                        .map(
                                one ->
                                        StreamAnswers.OwnStream.of(
                                                one,
                                                ingestUrl,
                                                links.getOrDefault(one.stream().id(), Map.of())))
                        .toList());
    }

    /** Deletes a stream of the caller's with its destinations. */
    @Step
    public Answer deleteStream(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        StreamId id = streamId(call.pathVariable("id").orElse(""));
        IngestStream deleted = streams.delete(id, owner.id(), actor(owner, call));
        return Json.answer(200, StreamAnswers.OwnStream.of(deleted, ingestUrl, Map.of()));
    }

    /** Takes the caller's stream with the key in {@code name} off air. */
    @Step
    public Answer closeStream(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        JsonFields fields = JsonFields.of(call, Rejected::because).require("name");
        Optional<StreamKey> key = fields.read("name", StreamKey::new);
        fields.check();
        IngestStream closed = streams.close(key.orElseThrow(), owner.id(), actor(owner, call));
        Map<String, String> links = links(owner).getOrDefault(closed.stream().id(), Map.of());
        return Json.answer(200, StreamAnswers.OwnStream.of(closed, ingestUrl, links));
    }

    /** StreamHelper's health; 200 as long as Serai answers, whatever else is down. */
    @Step
    public Answer health() {
        Living living = multicast.living();
        return Json.answer(
                200,
                new StreamAnswers.StreamHelperHealth(
                        "OK",
                        Json.time(clock.instant()),
                        living.streams(),
                        living.processes(),
                        ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS));
    }

    /** Encrypts with the present key what is encrypted with an older one. */
    @Step
    public Answer rotateKeys(@Variable("call") HttpCall call) {
        return Json.answer(200, rotation.run(Actor.of(call)));
    }

    /** The destination in the path, if it is the caller's. */
    private Destination required(HttpCall call) {
        Account owner = signedIn.required(call);
        return destinations
                .find(destinationId(call), owner.id())
                .orElseThrow(() -> new NotFound("Stream destination not found"));
    }

    /** By stream, the path of the oldest destination of each platform. */
    private Map<StreamId, Map<String, String>> links(Account owner) {
        Map<StreamId, Map<String, String>> links = new LinkedHashMap<>();
        for (Owned one : destinations.ofOwner(owner.id())) {
            Destination destination = one.destination();
            links.computeIfAbsent(destination.stream(), id -> new LinkedHashMap<>())
                    .putIfAbsent(
                            destination.platform(),
                            "/api/v1/stream-destinations/" + destination.id());
        }
        return links;
    }

    private static Destination of(Owned one) {
        return one.destination();
    }

    private static Actor actor(Account account, HttpCall call) {
        return Actor.account(account.id(), call);
    }

    private static DestinationId destinationId(HttpCall call) {
        String text = call.pathVariable("id").orElse("");
        if (!ID.matcher(text).matches()) {
            throw new Invalid("Invalid destination ID");
        }
        return new DestinationId(Long.parseLong(text));
    }

    private static StreamId streamId(String text) {
        if (!ID.matcher(text).matches()) {
            throw new Invalid("Invalid stream ID");
        }
        return new StreamId(Long.parseLong(text));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Invalid("enabled is true or false");
        };
    }

    private static long number(HttpCall call, String name, long otherwise) {
        Optional<String> text = call.query(name);
        if (text.filter(found -> !ID.matcher(found).matches()).isPresent()) {
            throw new Invalid(name + " is a positive number");
        }
        return text.map(Long::parseLong).orElse(otherwise);
    }
}
