package io.serai.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.http.Json;
import java.util.List;

/** What is told of a room; speeds and byte counts are no news. */
final class RoomUpdate {
    private static final List<String> NEWS =
            List.of("app", "name", "publish", "clients", "video", "audio");

    private RoomUpdate() {}

    static Listeners.Update of(String room, List<ObjectNode> streams) {
        List<Object> signature =
                streams.stream()
                        .<Object>flatMap(stream -> NEWS.stream().map(field -> stream.path(field)))
                        .toList();
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("type", "streams_update").put("roomName", room);
        message.putArray("streams").addAll(streams);
        return new Listeners.Update(signature, Json.text(message));
    }
}
