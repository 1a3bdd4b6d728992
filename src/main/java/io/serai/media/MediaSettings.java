package io.serai.media;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of what browsers ask of SRS.
 *
 * @param srsAnswersServe how long an answer of SRS serves every browser that asks the same
 * @param presence who is in a room
 */
@ConfigurationProperties("serai.media")
record MediaSettings(
        @DefaultValue("2s") Duration srsAnswersServe, @DefaultValue Presence presence) {
    MediaSettings {
        if (srsAnswersServe.isNegative()) {
            throw new IllegalArgumentException("serai.media.srs-answers-serve is not negative");
        }
    }

    /**
     * Who is in a room.
     *
     * @param forgottenAfter who does not say so again within this time has left
     * @param mostRooms rooms with somebody in them; past that nobody can enter another one
     * @param mostPerRoom people in one room
     * @param mostPeople people in all rooms
     */
    record Presence(
            @DefaultValue("30s") Duration forgottenAfter,
            @DefaultValue("10000") int mostRooms,
            @DefaultValue("500") int mostPerRoom,
            @DefaultValue("50000") int mostPeople) {
        Presence {
            if (!forgottenAfter.isPositive()) {
                throw new IllegalArgumentException(
                        "serai.media.presence.forgotten-after is longer than zero");
            }
            if (mostRooms < 1 || mostPerRoom < 1 || mostPeople < 1) {
                throw new IllegalArgumentException(
                        "Each limit of serai.media.presence is at least 1");
            }
        }
    }
}
