package io.serai.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.http.Json;
import java.util.List;

/**
 * What is told of a room, and by what it is known to be news.
 *
 * @param signature who publishes what, and how many watch; speeds and byte counts are no news
 * @param json the message
 */
record RoomUpdate(List<Object> signature, String json) {
    private static final List<String> NEWS =
            List.of("app", "name", "publish", "clients", "video", "audio");

    static RoomUpdate of(String room, List<ObjectNode> streams) {
        List<Object> signature =
                streams.stream()
                        .<Object>flatMap(stream -> NEWS.stream().map(field -> stream.path(field)))
                        .toList();
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("type", "streams_update").put("roomName", room);
        message.putArray("streams").addAll(streams);
        return new RoomUpdate(signature, Json.text(message));
    }

    boolean tellsTheSameAs(RoomUpdate other) {
        return signature.equals(other.signature);
    }
}
