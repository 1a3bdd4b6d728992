package io.serai.notify;

import java.util.List;

/** A message to Discord; it mentions nobody, whatever its text says. */
public record DiscordMessage(List<DiscordEmbed> embeds) {
    /** Nothing to say: nothing is sent. */
    public static final DiscordMessage NONE = new DiscordMessage(List.of());

    public DiscordMessage {
        embeds = List.copyOf(embeds);
    }

    public DiscordMessage(DiscordEmbed embed) {
        this(List.of(embed));
    }

    boolean isEmpty() {
        return embeds.isEmpty();
    }

    /** Not the text: it may hold a key. */
    @Override
    public String toString() {
        return embeds.size() + " embeds";
    }
}
