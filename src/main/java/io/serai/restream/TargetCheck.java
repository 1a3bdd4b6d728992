package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps restreams from reaching what only this machine or its network should: without it anybody
 * with a stream could have Serai talk to servers that trust it. Thread-safe.
 */
public final class TargetCheck {
    private final boolean privateAllowed;
    private final Resolver resolver;

    /** How a name becomes addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * @param privateAllowed whether every address may be sent to
     */
    TargetCheck(boolean privateAllowed, Resolver resolver) {
        this.privateAllowed = privateAllowed;
        this.resolver = resolver;
    }

    /**
     * Asks the name service, which may take seconds. A name that it does not know passes: whoever
     * connects will fail, and says so better.
     *
     * @throws Invalid when one of the host's addresses is not a public one
     */
    public void requireReachable(Target target) {
        if (privateAllowed) {
            return;
        }
        for (InetAddress address : addresses(target.host())) {
            if (!PublicAddress.is(address)) {
                throw new Invalid(
                        "rtmpUrl leads to an address that is not public"
                                + " (RESTREAM_ALLOW_PRIVATE_TARGETS allows that)");
            }
        }
    }

    private List<InetAddress> addresses(String host) {
        try {
            return Arrays.asList(resolver.addresses(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }
}
