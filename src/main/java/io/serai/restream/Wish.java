package io.serai.restream;

/**
 * What a restream is wanted for; a new one ends what failed before.
 *
 * @param revision {@link Destination#revision}
 * @param broadcast the id of the stream's broadcast
 */
public record Wish(int revision, long broadcast) {}
