package io.serai.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.events.StreamEvent;
import io.serai.notify.DiscordMessage;
import io.serai.rooms.RoomJson.Malformed;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Body;
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
    private final RoomsSettings settings;
    private final Clock clock;

    RoomsSteps(RoomLifecycle rooms, RoomsSettings settings, Clock clock) {
        this.rooms = rooms;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes a room of the type that the body names; RTMP if it names none. */
    @Step
    public Answer create(@Variable("call") HttpCall call) {
        RoomType type;
        try {
            type = typeOf(RoomJson.object(call.body()).get("type"));
        } catch (Malformed e) {
            return RoomJson.answer(
                    400,
                    RoomJson.object()
                            .put("error", "The request body is not valid JSON")
                            .put("details", e.details()));
        }
        ObjectNode body = RoomJson.object().put("success", true);
        body.set("room", RoomJson.room(rooms.create(type), settings.frontendBaseUrl()));
        return RoomJson.answer(200, body);
    }

    /** The newest rooms first. */
    @Step
    public Answer list() {
        ObjectNode body = RoomJson.object().put("success", true);
        ArrayNode list = body.putArray("rooms");
        rooms.newest()
                .forEach(room -> list.add(RoomJson.listedRoom(room, settings.frontendBaseUrl())));
        return RoomJson.answer(200, body);
    }

    /** The room with exactly the key in {@code streamKey}. */
    @Step
    public Answer byStreamKey(@Variable("call") HttpCall call) {
        String key =
                call.query("streamKey").orElseThrow(() -> new Invalid("Stream key is required"));
        Room room = rooms.byKey(key).orElseThrow(() -> new NotFound("Room not found"));
        ObjectNode body = RoomJson.object().put("success", true);
        body.set("room", RoomJson.listedRoom(room, settings.frontendBaseUrl()));
        return RoomJson.answer(200, body);
    }

    /** Whether the page in {@code roomUrl} is that of a room; every room page asks this first. */
    @Step
    public Answer validate(@Variable("call") HttpCall call) {
        String url = call.query("roomUrl").orElseThrow(() -> new Invalid("Room URL is required"));
        try {
            return roomKey(url)
                    .flatMap(rooms::byKey)
                    .map(this::exists)
                    .orElseGet(() -> doesNotExist(404, "Room not found"));
        } catch (DataAccessException | TransactionException e) {
            log.error("room.validate-failed", e);
            return doesNotExist(500, "Internal server error");
        }
    }

    /** What Discord is told about a new room; nothing if that is done or the room is gone. */
    @Step
    public DiscordMessage announcement(@Body StreamEvent created) {
        // An operator who has it delivered again wants to see it again.
        return rooms.byStream(created.stream())
                .filter(room -> created.replayed() || !room.announced())
                .map(room -> RoomAnnouncement.of(room, settings, clock.instant()))
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

    private Answer exists(Room room) {
        ObjectNode body = RoomJson.object().put("success", true).put("exists", true);
        body.set("room", RoomJson.room(room, settings.frontendBaseUrl()));
        return RoomJson.answer(200, body);
    }

    private static Answer doesNotExist(int status, String error) {
        ObjectNode body =
                RoomJson.object().put("success", false).put("exists", false).put("error", error);
        if (status == 500) {
            body.put("details", "The database does not answer");
        }
        return RoomJson.answer(status, body);
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
