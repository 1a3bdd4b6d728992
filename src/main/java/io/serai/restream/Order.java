package io.serai.restream;

import io.serai.common.StreamId;
import java.util.List;

/**
 * What a route needs to start one restream; its destination is already this node's.
 *
 * @param claim by which this node holds it; 0 before it does
 * @param arguments of ffmpeg, the target's address last; what is secret about the target is not
 *     among them
 * @param source the name under which the stream is pulled; it may be the key by which it is
 *     published
 */
public record Order(
        DestinationId destination,
        StreamId stream,
        long owner,
        String platform,
        Wish wish,
        long claim,
        Target target,
        SealedKey key,
        String source,
        List<String> arguments) {
    public Order {
        arguments = List.copyOf(arguments);
    }

    /** The same, held by this claim. */
    Order held(long by) {
        return new Order(
                destination, stream, owner, platform, wish, by, target, key, source, arguments);
    }

    /** Whether a process for the other one would be the same. */
    boolean isLike(Order other) {
        return wish.equals(other.wish) && arguments.equals(other.arguments);
    }

    /** The same with other arguments, as a route may have made them. */
    Order with(List<String> others) {
        return new Order(
                destination, stream, owner, platform, wish, claim, target, key, source, others);
    }

    /** Not the arguments: the source's address may hold a key. */
    @Override
    public String toString() {
        return "Order[destination=" + destination + " platform=" + platform + "]";
    }
}
