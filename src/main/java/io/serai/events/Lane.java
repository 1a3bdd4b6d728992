package io.serai.events;

/**
 * The deliveries that follow one another: those of a subscription and a stream, or one replay.
 *
 * @param replay 0, or the id of the delivery that an operator had repeated
 */
record Lane(String subscription, long streamId, long replay) {}
