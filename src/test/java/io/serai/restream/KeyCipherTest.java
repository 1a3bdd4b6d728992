package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyCipherTest {
    private static final String HEX =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String OTHER_HEX = "ff".repeat(32);
    private static final DestinationId ROW = new DestinationId(42);
    private static final TargetKey KEY = new TargetKey("live_123456789_AbCdEfGhIjKlMnOp");

    /** Made with Node's crypto, as StreamHelper does. */
    private static final SealedKey BY_STREAMHELPER =
            new SealedKey(
                    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff:67f7cbc8c5fcf842c788fecff6c122c5:"
                            + "d4086a4aceb1dcf49cd065f23517e5eb10a724fe9ee799dbc3df1b3534902b",
                    SealedKey.STREAMHELPER);

    /** Made with Node's crypto, with the row's id as associated data. */
    private static final SealedKey FOR_ROW_42 =
            new SealedKey(
                    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff:e66867aa42465006b7ea4819724af0a8:"
                            + "d4086a4aceb1dcf49cd065f23517e5eb10a724fe9ee799dbc3df1b3534902b",
                    1_661_848_873);

    private final KeyCipher cipher = cipher(HEX, Optional.empty());

    @Test
    void opensWhatStreamHelperHasEncrypted() {
        assertThat(cipher.open(ROW, BY_STREAMHELPER)).isEqualTo(KEY);
        assertThat(cipher.isCurrent(BY_STREAMHELPER)).isFalse();
    }

    @Test
    void opensWhatAnotherImplementationHasEncryptedForTheRow() {
        assertThat(cipher.open(ROW, FOR_ROW_42)).isEqualTo(KEY);
        assertThat(cipher.isCurrent(FOR_ROW_42)).isTrue();
    }

    @Test
    void opensWhatItHasEncrypted() {
        SealedKey sealed = cipher.seal(ROW, KEY);

        assertThat(cipher.open(ROW, sealed)).isEqualTo(KEY);
        assertThat(sealed.text()).matches("[0-9a-f]{32}:[0-9a-f]{32}:[0-9a-f]{62}");
        assertThat(cipher.isCurrent(sealed)).isTrue();
    }

    @Test
    void encryptsTheSameKeyDifferentlyEachTime() {
        assertThat(cipher.seal(ROW, KEY).text()).isNotEqualTo(cipher.seal(ROW, KEY).text());
    }

    @Test
    void doesNotOpenAKeyThatWasCopiedToAnotherRow() {
        SealedKey sealed = cipher.seal(ROW, KEY);

        assertThatThrownBy(() -> cipher.open(new DestinationId(43), sealed))
                .isInstanceOf(UnreadableKey.class)
                .hasMessageContaining("destination 43")
                .hasMessageNotContaining(KEY.value());
    }

    @Test
    void doesNotTakeAKeyOfOursForOneOfStreamHelpers() {
        SealedKey sealed = new SealedKey(cipher.seal(ROW, KEY).text(), SealedKey.STREAMHELPER);

        assertThatThrownBy(() -> cipher.open(ROW, sealed)).isInstanceOf(UnreadableKey.class);
    }

    @Test
    void doesNotOpenWhatWasChanged() {
        String text = cipher.seal(ROW, KEY).text();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '0' ? '1' : '0';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            SealedKey sealed = new SealedKey(changed, cipher.currentVersion());

            assertThatThrownBy(() -> cipher.open(ROW, sealed))
                    .as("with another character at %d", i)
                    .isInstanceOf(UnreadableKey.class);
        }
    }

    @Test
    void opensWithThePreviousKeyAfterARotation() {
        SealedKey old = cipher.seal(ROW, KEY);
        KeyCipher rotated = cipher(OTHER_HEX, Optional.of(HEX));

        assertThat(rotated.open(ROW, old)).isEqualTo(KEY);
        assertThat(rotated.isCurrent(old)).isFalse();
        assertThat(rotated.open(ROW, BY_STREAMHELPER)).isEqualTo(KEY);
        assertThat(rotated.seal(ROW, KEY).version()).isNotEqualTo(old.version());
    }

    @Test
    void saysThatTheKeyIsMissingWithWhichARowWasEncrypted() {
        KeyCipher without = cipher(OTHER_HEX, Optional.empty());

        assertThatThrownBy(() -> without.open(ROW, cipher.seal(ROW, KEY)))
                .isInstanceOf(UnreadableKey.class)
                .hasMessageContaining("not configured");
    }

    @Test
    void refusesAKeyOfAnotherLengthWithoutTellingIt() {
        assertThatThrownBy(() -> EncryptionKey.of("ENCRYPTION_KEY", "abc123"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ENCRYPTION_KEY")
                .hasMessageNotContaining("abc123");
    }

    private static KeyCipher cipher(String current, Optional<String> previous) {
        return new KeyCipher(
                EncryptionKey.of("ENCRYPTION_KEY", current),
                previous.map(hex -> EncryptionKey.of("ENCRYPTION_KEY_PREVIOUS", hex)));
    }
}
