package io.serai.restream;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.restream.KeyRotation.Part;
import io.serai.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class KeyRotationTest {
    private static final String OLD = "5e".repeat(32);
    private static final String NEW = "a1".repeat(32);
    private static final TargetKey KEY = new TargetKey("live_1234567890");

    private final DataSource database = TestPostgres.freshDatabase();
    private final DestinationRepository repository =
            new DestinationRepository(JdbcClient.create(database));
    private final KeyCipher before = new KeyCipher(key(OLD), Optional.empty());
    private final KeyCipher between = new KeyCipher(key(NEW), Optional.of(key(OLD)));
    private final KeyCipher after = new KeyCipher(key(NEW), Optional.empty());
    private final KeyRotation rotation = new KeyRotation(repository, between);
    private final StreamId stream =
            new StreamId(
                    new JdbcTemplate(database)
                            .queryForObject(
                                    "INSERT INTO streams (surface, title, owner_id)"
                                            + " VALUES ('streamhelper', 'T', 1) RETURNING id",
                                    Long.class));

    @Test
    void encryptsWithTheNewKeyWhatTheOldOneOpens() {
        DestinationId one = insert(before);
        DestinationId other = insert(before);
        DestinationId present = insert(between);

        Part first = rotation.next(0, 1);
        Part second = rotation.next(first.last().orElseThrow().value(), 1);
        Part none = rotation.next(second.last().orElseThrow().value(), 1);

        assertThat(first).isEqualTo(new Part(Optional.of(one), 1, List.of()));
        assertThat(second.last()).contains(other);
        assertThat(none.last()).as("%s is encrypted with the present key", present).isEmpty();
        for (DestinationId id : new DestinationId[] {one, other, present}) {
            Destination kept = repository.byId(id).orElseThrow();
            assertThat(after.open(id, kept.key())).isEqualTo(KEY);
            assertThat(kept.revision()).as("no process has to know").isEqualTo(1);
        }
    }

    @Test
    void leavesWhatNoKeyOpens() {
        DestinationId lost = insert(new KeyCipher(key("77".repeat(32)), Optional.empty()));
        SealedKey sealed = repository.byId(lost).orElseThrow().key();

        Part part = rotation.next(0, 10);

        assertThat(part.unreadable()).containsExactly(lost);
        assertThat(part.sealed()).isZero();
        assertThat(repository.byId(lost).orElseThrow().key().text()).isEqualTo(sealed.text());
    }

    private DestinationId insert(KeyCipher cipher) {
        DestinationId id = repository.nextId();
        repository.insert(
                id,
                new NewDestination(
                        stream, 1, "twitch", "rtmp://h/app", "T", Optional.empty(), true, KEY),
                cipher.seal(id, KEY),
                Instant.parse("2026-03-01T12:00:00Z"));
        return id;
    }

    private static EncryptionKey key(String hex) {
        return EncryptionKey.of("ENCRYPTION_KEY", hex);
    }
}
