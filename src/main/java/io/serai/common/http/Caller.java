package io.serai.common.http;

import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Who sent a request.
 *
 * @param peer address of the other end of the TCP connection
 * @param address address of the client: from {@code X-Real-IP} or {@code X-Forwarded-For} when the
 *     peer is a trusted proxy, else the peer
 * @param trustedProxy whether the peer is in {@code TRUSTED_PROXIES}
 * @param forwarded whether the request has a forwarding header ({@code Forwarded}, {@code
 *     X-Forwarded-For}, {@code X-Real-IP}), believed or not
 * @param https whether the client came by https: to Serai itself, or to a trusted proxy that says
 *     so
 */
public record Caller(
        String peer, String address, boolean trustedProxy, boolean forwarded, boolean https) {
    private static final int NETWORK_BYTES = 8;

    /** Somebody who came by plain http. */
    public Caller(String peer, String address, boolean trustedProxy, boolean forwarded) {
        this(peer, address, trustedProxy, forwarded, false);
    }

    /**
     * Whom a limit counts: the address, but of an IPv6 address the first half, because whoever has
     * one has 2^64 of them.
     */
    public String network() {
        return AddressRanges.literal(address).map(Caller::network).orElse(address);
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length > NETWORK_BYTES
                ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64"
                : address.getHostAddress();
    }
}
