package io.serai.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON of Discord's API, version 10. */
final class DiscordJson {
    private static final JsonMapper JSON = new JsonMapper();

    private DiscordJson() {}

    static String write(DiscordMessage message) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode embeds = body.putArray("embeds");
        message.embeds().forEach(embed -> write(embed, embeds.addObject()));
        body.putObject("allowed_mentions").putArray("parse");
        return text(body);
    }

    static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What can be read as JSON; else a node without anything. */
    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static void write(DiscordEmbed embed, ObjectNode node) {
        node.put("title", embed.title());
        if (!embed.description().isEmpty()) {
            node.put("description", embed.description());
        }
        node.put("color", embed.colour());
        ArrayNode fields = node.putArray("fields");
        for (DiscordEmbed.Field field : embed.fields()) {
            fields.addObject()
                    .put("name", field.name())
                    .put("value", field.value())
                    .put("inline", false);
        }
        node.put("timestamp", embed.at().toString());
        if (!embed.footer().isEmpty()) {
            node.putObject("footer").put("text", embed.footer());
        }
    }
}
