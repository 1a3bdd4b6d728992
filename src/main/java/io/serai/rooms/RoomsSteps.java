package io.serai.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.Actor;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.PublicAddresses;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.JsonBody;
import io.serai.common.http.JsonBody.Malformed;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import io.serai.events.StreamEvent;
import io.serai.notify.DiscordMessage;
import io.serai.rooms.RoomAnswers.CreatedRoom;
import io.serai.rooms.RoomAnswers.DetailedError;
import io.serai.rooms.RoomAnswers.FoundRoom;
import io.serai.rooms.RoomAnswers.ListedRoom;
import io.serai.rooms.RoomAnswers.NoRoom;
import io.serai.rooms.RoomAnswers.RoomList;
import io.serai.rooms.RoomAnswers.RoomView;
import io.serai.rooms.RoomAnswers.ValidRoom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What routes call about PixelCast's rooms; texts and shapes are those of its front end.
 * Thread-safe.
 */
@Component("rooms")
public final class RoomsSteps {
    private static final Logger log = LoggerFactory.getLogger(RoomsSteps.class);

    private static final int LONGEST_URL = 2048;
    private static final String PAGE = "/room/";

    private final RoomLifecycle rooms;
    private final RoomCleanup cleanup;
    private final RoomsSettings settings;
    private final PublicAddresses addresses;
    private final Clock clock;
    private final RateLimiter creations;
    private final RateLimiter manualCleanups;

    RoomsSteps(
            RoomLifecycle rooms,
            RoomCleanup cleanup,
            RoomsSettings settings,
            PublicAddresses addresses,
            Clock clock,
            RateLimits limits) {
        this.rooms = rooms;
        this.cleanup = cleanup;
        this.settings = settings;
        this.addresses = addresses;
        this.clock = clock;
        this.creations = limits.limiter("room-creation", settings.creationLimit());
        this.manualCleanups = limits.limiter("room-cleanup", settings.manualCleanupLimit());
    }

    /** Makes a room of the type that the body names; RTMP if it names none. */
    @Step
    public Answer create(@Variable("call") HttpCall call) {
        RoomType type;
        try {
            type = typeOf(JsonBody.object(call.body()).get("type"));
        } catch (Malformed e) {
            return Json.answer(
                    400, new DetailedError("The request body is not valid JSON", e.details()));
        }
        creations.take(call.caller(), "Too many new rooms");
        return Json.answer(200, new CreatedRoom(true, view(rooms.create(type, Actor.of(call)))));
    }

    /** The newest rooms first. */
    @Step
    public Answer list() {
        return Json.answer(
                200, new RoomList(true, rooms.newest().stream().map(this::listed).toList()));
    }

    /** The room with exactly the key in {@code streamKey}. */
    @Step
    public Answer byStreamKey(@Variable("call") HttpCall call) {
        String key =
                call.query("streamKey").orElseThrow(() -> new Invalid("Stream key is required"));
        Room room = rooms.byKey(key).orElseThrow(() -> new NotFound("Room not found"));
        return Json.answer(200, new FoundRoom(true, listed(room)));
    }

    /** Whether the page in {@code roomUrl} is that of a room; every room page asks this first. */
    @Step
    public Answer validate(@Variable("call") HttpCall call) {
        String url = call.query("roomUrl").orElseThrow(() -> new Invalid("Room URL is required"));
        try {
            return roomKey(url)
                    .flatMap(rooms::byKey)
                    .map(room -> Json.answer(200, new ValidRoom(true, true, view(room))))
                    .orElseGet(() -> noRoom(404, "Room not found", Optional.empty()));
        } catch (DataAccessException | TransactionException e) {
            log.error("room.validate-failed", e);
            return noRoom(
                    500, "Internal server error", Optional.of("The database does not answer"));
        }
    }

    /** What Discord is told about a new room; nothing if that is done or the room is gone. */
    @Step
    public DiscordMessage announcement(@Body StreamEvent created) {
        // An operator who has it delivered again wants to see it again.
        return rooms.byStream(created.stream())
                .filter(room -> created.replayed() || !room.announced())
                .map(
                        room ->
                                RoomAnnouncement.of(
                                        room,
                                        settings.frontendBaseUrl(),
                                        addresses.encoderUrl(),
                                        clock.instant()))
                .orElse(DiscordMessage.NONE);
    }

    /** Remembers that the room of this event was announced. */
    @Step
    public void announced(@Variable("event") StreamEvent created) {
        if (rooms.setAnnounced(created.stream())) {
            log.info("room.announced stream={}", created.stream());
        }
    }

    /** Deletes rooms that nobody has come back to within {@code ROOM_UNPUBLISH_GRACE}. */
    @Step
    public void deleteIdle() {
        rooms.deleteIdle();
    }

    /** Begins a clean-up by the clock. */
    @Step
    public CleanupRun beginCleanup() {
        return cleanup.begin();
    }

    /** Begins a clean-up that somebody called for. */
    @Step
    public CleanupRun beginManualCleanup(@Variable("call") HttpCall call) {
        manualCleanups.take(call.caller(), "Too many clean-ups");
        return cleanup.beginFor(Actor.of(call));
    }

    /** Whether the clean-up looks for more rooms. */
    @Step
    public boolean cleanupGoesOn(@Variable("cleanup") CleanupRun run) {
        return run.goesOn();
    }

    /** What the query of the clean-up may use: {@code cutoff}, {@code after} and {@code limit}. */
    @Step
    public Map<String, Object> cleanupParameters(@Variable("cleanup") CleanupRun run) {
        return cleanup.parameters(run);
    }

    /** Deletes those of the rooms that the query found which may be deleted. */
    @Step
    public void deleteOld(@Variable("cleanup") CleanupRun run, @Body Object found) {
        cleanup.delete(run, found);
    }

    /** Writes down what the clean-up has done. */
    @Step
    public void endCleanup(@Variable("cleanup") CleanupRun run) {
        cleanup.end(run);
    }

    /** Tells whoever called for the clean-up what it has done. */
    @Step
    public Answer answerCleanup(@Variable("cleanup") CleanupRun run) {
        return Json.answer(200, CleanupAnswers.CleanedUp.of(run));
    }

    /** Writes down and tells that the clean-up failed. */
    @Step
    public Answer failCleanup(
            @Variable("cleanup") CleanupRun run,
            @ExchangeProperty("CamelExceptionCaught") Throwable failure) {
        String reason = cleanup.fail(run, failure);
        return Json.answer(500, new DetailedError("Internal server error", reason));
    }

    /** When rooms are cleaned up, what the last clean-ups have done, and how old rooms are. */
    @Step
    public Answer cleanupStatus() {
        return Json.answer(200, cleanup.status());
    }

    private RoomView view(Room room) {
        return RoomView.of(room, settings.frontendBaseUrl());
    }

    private ListedRoom listed(Room room) {
        return ListedRoom.of(room, settings.frontendBaseUrl());
    }

    private static Answer noRoom(int status, String error, Optional<String> details) {
        return Json.answer(status, NoRoom.because(error, details));
    }

    private static RoomType typeOf(@Nullable JsonNode type) {
        if (type == null) {
            return RoomType.RTMP;
        }
        return Optional.of(type)
                .filter(JsonNode::isTextual)
                .flatMap(text -> RoomType.of(text.textValue()))
                .orElseThrow(() -> new Invalid("Room type must be 'rtmp' or 'webrtc'"));
    }

    /** The key in a room's path; of an absolute URL only the path counts. */
    private static Optional<String> roomKey(String url) {
        if (url.length() > LONGEST_URL) {
            return Optional.empty();
        }
        String path = url;
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            int begin = url.indexOf('/', url.indexOf("://") + 3);
            path = begin < 0 ? "/" : url.substring(begin).split("[?#]", 2)[0];
        }
        return path.startsWith(PAGE)
                ? Optional.of(path.substring(PAGE.length()))
                : Optional.empty();
    }
}
