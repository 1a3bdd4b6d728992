package io.serai.common.http;

import io.serai.common.StartRefused;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A set of IP address ranges in CIDR notation ({@code 10.0.0.0/8}, {@code ::1}); IPv4-mapped IPv6
 * addresses count as IPv4.
 */
public record AddressRanges(List<Range> ranges) {
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]+");

    public AddressRanges {
        ranges = List.copyOf(ranges);
    }

    /** One range; both ends of the same address family. */
    public record Range(byte[] network, int prefix) {
        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int free = address.length * 8 - prefix;
            return new BigInteger(1, address)
                    .shiftRight(free)
                    .equals(new BigInteger(1, network).shiftRight(free));
        }

        @Override
        public String toString() {
            return "/" + prefix;
        }
    }

    /**
     * Reads a comma-separated list; an entry without a prefix length is one address.
     *
     * @param setting what the list is called, for the error text
     * @throws StartRefused names the entry that is not a range
     */
    public static AddressRanges parse(String setting, String list) {
        List<Range> ranges = new ArrayList<>();
        for (String part : list.split(",")) {
            String entry = part.strip();
            if (!entry.isEmpty()) {
                ranges.add(range(setting, entry));
            }
        }
        return new AddressRanges(ranges);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether an address literal lies in one of the ranges; text that is none does not. */
    public boolean contains(String address) {
        return bytes(address)
                .filter(bytes -> ranges.stream().anyMatch(range -> range.contains(bytes)))
                .isPresent();
    }

    private static Range range(String setting, String entry) {
        int slash = entry.indexOf('/');
        String address = slash < 0 ? entry : entry.substring(0, slash);
        byte[] network = bytes(address).orElseThrow(() -> wrong(setting, entry));
        int bits = network.length * 8;
        int prefix = bits;
        if (slash >= 0) {
            try {
                prefix = Integer.parseInt(entry.substring(slash + 1));
            } catch (NumberFormatException e) {
                prefix = -1;
            }
        }
        if (prefix < 0 || prefix > bits) {
            throw wrong(setting, entry);
        }
        return new Range(network, prefix);
    }

    private static StartRefused wrong(String setting, String entry) {
        return new StartRefused(
                setting
                        + " holds \""
                        + entry
                        + "\", which is not an address or range such as 10.0.0.0/8.");
    }

    private static Optional<byte[]> bytes(String literal) {
        return literal(literal).map(InetAddress::getAddress);
    }

    /** The address that a literal stands for; a name is none, and nothing is looked up. */
    public static Optional<InetAddress> literal(String literal) {
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone);
        boolean looksRight = LITERAL.matcher(address).matches();
        if (!looksRight || !address.contains(":") && address.split("\\.", -1).length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
