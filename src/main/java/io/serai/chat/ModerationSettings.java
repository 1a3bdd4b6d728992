package io.serai.chat;

import io.serai.common.http.RateLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the chat's rules and of its log.
 *
 * @param tickets whether who has none may enter
 * @param ticketLifetime how long a ticket opens the door
 * @param ticketLimit how many tickets an account may get
 * @param delay how much later messages of a delayed chat are shown, unless its owner said
 * @param refresh how often each node looks for what was changed elsewhere
 * @param keep how long messages are kept
 * @param mostWaiting so many messages wait for the database, and then the oldest are lost
 * @param routeWaiting so many messages wait for each route, and then the newest are left out
 * @param routeLimit how long a route may take for a message
 */
@ConfigurationProperties("serai.chat.moderation")
record ModerationSettings(
        @DefaultValue("optional") Tickets tickets,
        @DefaultValue("60s") Duration ticketLifetime,
        RateLimit ticketLimit,
        @DefaultValue("5s") Duration delay,
        @DefaultValue("1s") Duration refresh,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("20000") int mostWaiting,
        @DefaultValue("1000") int routeWaiting,
        @DefaultValue("5s") Duration routeLimit) {
    /** Whether somebody may enter without a ticket. */
    enum Tickets {
        OPTIONAL,
        REQUIRED
    }

    ModerationSettings {
        if (delay.compareTo(Duration.ofSeconds(1)) < 0
                || delay.compareTo(Duration.ofSeconds(ChatRoom.LONGEST_DELAY)) > 0) {
            throw new IllegalArgumentException("serai.chat.moderation.delay is 1s to 5m");
        }
        if (!ticketLifetime.isPositive()
                || !refresh.isPositive()
                || !keep.isPositive()
                || !routeLimit.isPositive()) {
            throw new IllegalArgumentException(
                    "serai.chat.moderation: times but the delay are more than 0");
        }
        if (mostWaiting < 1 || routeWaiting < 1) {
            throw new IllegalArgumentException(
                    "serai.chat.moderation.most-waiting and route-waiting are at least 1");
        }
    }
}
