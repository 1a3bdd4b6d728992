package io.serai.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.serai.chat.ChatMessageRepository.Written;
import io.serai.common.http.Json;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What who reads or moderates a chat is answered. */
final class ChatAnswers {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");

    private ChatAnswers() {}

    /**
     * A page of messages, newest first.
     *
     * @param more whether there are older ones
     */
    record MessagesPage(List<MessageShown> messages, boolean more) {}

    /**
     * @param verified whether its author came with a ticket
     * @param address hash of the author's address; only moderators see it, as what follows
     * @param deletedAt absent of a message that is not deleted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MessageShown(
            long id,
            @JsonProperty("user_id") Object userId,
            String username,
            String content,
            String timestamp,
            boolean verified,
            @Nullable String address,
            @JsonProperty("deleted_at") @Nullable String deletedAt,
            @JsonProperty("deleted_by") @Nullable String deletedBy) {}

    /**
     * @param delaySeconds 0: messages are shown at once
     * @param slowModeSeconds 0: everybody writes as often as they like
     */
    record SettingsShown(
            boolean enabled,
            @JsonProperty("delay_seconds") long delaySeconds,
            @JsonProperty("followers_only") boolean followersOnly,
            @JsonProperty("slow_mode_seconds") int slowModeSeconds) {
        /** The fields of a CHAT_SETTINGS frame. */
        Map<String, Object> frame() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("enabled", enabled);
            fields.put("delay_seconds", delaySeconds);
            fields.put("followers_only", followersOnly);
            fields.put("slow_mode_seconds", slowModeSeconds);
            return fields;
        }
    }

    /** Who may not enter or write, newest first. */
    record BansShown(List<BanShown> bans) {}

    /**
     * @param kind {@code ban} or {@code timeout}
     * @param target {@code user} or {@code address}
     * @param value the user's id, or the hash of the address
     * @param until absent: for good
     * @param createdBy the id of an account, or {@code admin-token}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BanShown(
            String kind,
            String target,
            String value,
            @Nullable String until,
            @Nullable String reason,
            @JsonProperty("created_by") String createdBy,
            @JsonProperty("created_at") String createdAt) {}

    /** How many messages are gone. */
    record Erased(long erased) {}

    /** Opens the door of one chat. */
    record TicketShown(String ticket, @JsonProperty("expires_at") String expiresAt) {
        /** Not the ticket itself. */
        @Override
        public String toString() {
            return "ticket until " + expiresAt;
        }
    }

    static MessageShown shown(Written written, boolean moderator) {
        ChatMessage message = written.message();
        return new MessageShown(
                message.id(),
                userId(message.author().userId()),
                message.author().username(),
                message.content(),
                Json.time(message.at()),
                message.author().account().isPresent(),
                moderator ? message.author().addressHash() : null,
                written.deletedAt().map(Json::time).orElse(null),
                written.deletedBy().orElse(null));
    }

    static BanShown shown(Ban ban) {
        return new BanShown(
                ban.kind().text(),
                ban.whom().target().text(),
                ban.whom().value(),
                ban.until().map(Json::time).orElse(null),
                ban.reason().orElse(null),
                ban.by(),
                Json.time(ban.at()));
    }

    /** As in the frames of the chat: a number where it is one, else text. */
    private static Object userId(String text) {
        return NUMBER.matcher(text).matches() ? new BigInteger(text) : text;
    }
}
