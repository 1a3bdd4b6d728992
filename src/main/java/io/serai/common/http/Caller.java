package io.serai.common.http;

/**
 * Who sent a request.
 *
 * @param peer address of the other end of the TCP connection
 * @param address address of the client: from {@code X-Real-IP} or {@code X-Forwarded-For} when the
 *     peer is a trusted proxy, else the peer
 * @param trustedProxy whether the peer is in {@code TRUSTED_PROXIES}
 * @param forwarded whether the request has a forwarding header ({@code Forwarded}, {@code
 *     X-Forwarded-For}, {@code X-Real-IP}), believed or not
 */
public record Caller(String peer, String address, boolean trustedProxy, boolean forwarded) {}
