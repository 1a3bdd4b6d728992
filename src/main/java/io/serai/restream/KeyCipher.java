package io.serai.restream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts the keys of destinations: AES-256-GCM with a new IV of 16 bytes each time, written as
 * {@code iv:tag:cipher} in hexadecimal, as StreamHelper does. The row's id is authenticated with
 * it, so that a key that was copied to another row does not open there. Thread-safe.
 */
public final class KeyCipher {
    private static final HexFormat HEX = HexFormat.of();
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 16;
    private static final int TAG_BYTES = 16;

    private final EncryptionKey current;
    private final List<EncryptionKey> all;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param previous opens what was encrypted before the rotation; it encrypts nothing
     */
    KeyCipher(EncryptionKey current, Optional<EncryptionKey> previous) {
        this.current = current;
        this.all = new ArrayList<>(List.of(current));
        previous.ifPresent(all::add);
    }

    /** Encrypts with the current key, for this row only. */
    public SealedKey seal(DestinationId row, TargetKey key) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] plain = key.value().getBytes(StandardCharsets.UTF_8);
        byte[] sealed;
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, current.key(), iv);
            cipher.updateAAD(associated(row));
            sealed = cipher.doFinal(plain);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has AES-GCM", impossible);
        }
        int length = sealed.length - TAG_BYTES;
        String text =
                HEX.formatHex(iv)
                        + ":"
                        + HEX.formatHex(sealed, length, sealed.length)
                        + ":"
                        + HEX.formatHex(sealed, 0, length);
        return new SealedKey(text, current.version());
    }

    /**
     * Decrypts what stands in this row.
     *
     * @throws UnreadableKey when it was encrypted with a key that we don't have, for another row,
     *     or was changed
     */
    public TargetKey open(DestinationId row, SealedKey sealed) {
        List<EncryptionKey> candidates =
                all.stream()
                        .filter(
                                key ->
                                        sealed.version() == SealedKey.STREAMHELPER
                                                || sealed.version() == key.version())
                        .toList();
        if (candidates.isEmpty()) {
            throw new UnreadableKey(
                    "The key of destination "
                            + row
                            + " was encrypted with an ENCRYPTION_KEY that is not configured");
        }
        return candidates.stream()
                .flatMap(key -> opened(key, row, sealed).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new UnreadableKey(
                                        "The key of destination "
                                                + row
                                                + " does not open with ENCRYPTION_KEY"));
    }

    /** Whether it is in the form in which we write now. */
    public boolean isCurrent(SealedKey sealed) {
        return sealed.version() == current.version();
    }

    /** The version of what is encrypted now. */
    int currentVersion() {
        return current.version();
    }

    private static Optional<TargetKey> opened(
            EncryptionKey key, DestinationId row, SealedKey sealed) {
        try {
            String[] parts = sealed.text().split(":", -1);
            if (parts.length != 3) {
                return Optional.empty();
            }
            byte[] text = HEX.parseHex(parts[2] + parts[1]);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key.key(), HEX.parseHex(parts[0]));
            if (sealed.version() != SealedKey.STREAMHELPER) {
                cipher.updateAAD(associated(row));
            }
            return Optional.of(
                    new TargetKey(new String(cipher.doFinal(text), StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | IllegalArgumentException notThisOne) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] iv)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(AES_GCM);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
        return cipher;
    }

    private static byte[] associated(DestinationId row) {
        return ByteBuffer.allocate(Long.BYTES).putLong(row.value()).array();
    }
}
