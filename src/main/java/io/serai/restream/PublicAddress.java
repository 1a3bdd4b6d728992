package io.serai.restream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Which addresses belong to the public Internet (the IANA special-purpose registries). */
final class PublicAddress {
    private static final List<Network> SPECIAL =
            List.of(
                    new Network("0.0.0.0", 8),
                    new Network("10.0.0.0", 8),
                    new Network("100.64.0.0", 10),
                    new Network("127.0.0.0", 8),
                    // Link-local; clouds serve their metadata at 169.254.169.254.
                    new Network("169.254.0.0", 16),
                    new Network("172.16.0.0", 12),
                    new Network("192.0.0.0", 24),
                    new Network("192.0.2.0", 24),
                    new Network("192.88.99.0", 24),
                    new Network("192.168.0.0", 16),
                    new Network("198.18.0.0", 15),
                    new Network("198.51.100.0", 24),
                    new Network("203.0.113.0", 24),
                    // Multicast, reserved, broadcast.
                    new Network("224.0.0.0", 3));

    /** In IPv6 what is public is the smaller part: global unicast. */
    private static final Network GLOBAL_UNICAST = new Network("2000::", 3);

    private static final List<Network> SPECIAL_UNICAST =
            List.of(
                    // Protocol assignments, Teredo and ORCHID among them; documentation; 6to4.
                    new Network("2001::", 23),
                    new Network("2001:db8::", 32),
                    new Network("2002::", 16),
                    new Network("3fff::", 20));

    /** An IPv4 address behind a translator. */
    private static final Network TRANSLATED = new Network("64:ff9b::", 96);

    private record Network(byte[] bytes, int bits) {
        Network(String address, int bits) {
            this(literal(address), bits);
        }

        boolean holds(byte[] address) {
            if (address.length != bytes.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (bytes[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] literal(String address) {
            try {
                return InetAddress.ofLiteral(address).getAddress();
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(address, e);
            }
        }
    }

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes);
            case Inet6Address _ when TRANSLATED.holds(bytes) ->
                    isPublic4(Arrays.copyOfRange(bytes, 12, 16));
            case Inet6Address _ ->
                    GLOBAL_UNICAST.holds(bytes)
                            && SPECIAL_UNICAST.stream().noneMatch(special -> special.holds(bytes));
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] bytes) {
        return SPECIAL.stream().noneMatch(special -> special.holds(bytes));
    }
}
