package io.serai.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.StreamId;
import io.serai.common.http.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What clients are told: one JSON object in each frame, with the keys that live-service's know. */
final class ChatFrames {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SYSTEM_ID = "0";

    /** With a leading zero it would not be the same as a number. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

    private ChatFrames() {}

    static byte[] joined(StreamId stream, int count, Instant now) {
        return frame(of("JOINED", stream).put("count", count), now);
    }

    static byte[] viewers(StreamId stream, int count, Instant now) {
        return frame(of("VIEW_UPDATE", stream).put("count", count), now);
    }

    static byte[] error(String content, Instant now) {
        return frame(JSON.objectNode().put("type", "ERROR").put("content", content), now);
    }

    static byte[] said(ChatMessage message) {
        ObjectNode frame = of("CHAT_BROADCAST", message.stream());
        describe(frame, message);
        return ServerFrame.text(Json.text(frame));
    }

    /** What nobody in the room has written. */
    static byte[] system(StreamId stream, long id, String username, String content, Instant now) {
        ObjectNode frame = of("CHAT_BROADCAST", stream).put("id", id);
        putUserId(frame, SYSTEM_ID);
        frame.put("username", username).put("content", content).put("system", true);
        return frame(frame, now);
    }

    static byte[] deleted(StreamId stream, long id, Instant now) {
        return frame(of("MESSAGE_DELETED", stream).put("id", id), now);
    }

    /**
     * @param more whether there are older ones that would belong to it
     */
    static byte[] history(StreamId stream, List<ChatMessage> messages, boolean more, Instant now) {
        ObjectNode frame = of("HISTORY", stream);
        var list = frame.putArray("messages");
        messages.forEach(message -> describe(list.addObject(), message));
        return frame(frame.put("more", more), now);
    }

    static byte[] any(StreamId stream, String type, Map<String, Object> fields, Instant now) {
        ObjectNode frame = of(type, stream);
        fields.forEach(frame::putPOJO);
        return frame(frame, now);
    }

    private static void describe(ObjectNode frame, ChatMessage message) {
        frame.put("id", message.id());
        putUserId(frame, message.author().userId());
        frame.put("username", message.author().username())
                .put("content", message.content())
                .put("timestamp", Json.time(message.at()));
        if (message.author().account().isPresent()) {
            frame.put("verified", true);
        }
    }

    private static void putUserId(ObjectNode frame, String userId) {
        if (NUMBER.matcher(userId).matches()) {
            frame.put("user_id", new BigInteger(userId));
        } else {
            frame.put("user_id", userId);
        }
    }

    private static ObjectNode of(String type, StreamId stream) {
        return JSON.objectNode().put("type", type).put("stream_id", stream.value());
    }

    private static byte[] frame(ObjectNode frame, Instant now) {
        return ServerFrame.text(Json.text(frame.put("timestamp", Json.time(now))));
    }
}
