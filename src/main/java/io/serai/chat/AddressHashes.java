package io.serai.chat;

import io.serai.accounts.DerivedKeys;
import io.serai.common.http.Caller;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * What stands for an address where it is kept or shown: equal for equal addresses, and without the
 * key nobody finds the address by trying all of them. Of an IPv6 address the first half counts.
 * Thread-safe.
 */
@Component
final class AddressHashes {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 12;

    /** Hexadecimal digits of a hash. */
    static final int DIGITS = 2 * BYTES;

    private final SecretKeySpec key;

    AddressHashes(DerivedKeys keys) {
        this.key = new SecretKeySpec(keys.key("addresses in chats"), ALGORITHM);
    }

    String of(Caller caller) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal(caller.network().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
