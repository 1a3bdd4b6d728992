package io.serai.restream;

import io.serai.common.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Destinations that are not deleted. Thread-safe. */
@Repository
class DestinationRepository {
    private static final String NEXT_ID =
            """
            SELECT nextval('destinations_id_seq')
            """;
    private static final String INSERT =
            """
            INSERT INTO destinations (id, stream_id, owner_id, platform, url, display_name, profile,
                                      enabled, stream_key, key_version, created_at, updated_at)
            VALUES (:id, :stream, :owner, :platform, :url, :name, :profile,
                    :enabled, :key, :version, :now, :now)
            """;
    private static final String SELECT =
            """
            SELECT id, stream_id, owner_id, platform, url, display_name, profile,
                   enabled, stream_key, key_version, revision, created_at, updated_at
            FROM destinations
            WHERE deleted_at IS NULL AND
            """;
    private static final String BY_ID = SELECT + " id = :id";
    private static final String OF_STREAM = SELECT + " stream_id = :stream ORDER BY id";
    private static final String OF_OWNER = SELECT + " owner_id = :owner ORDER BY id";
    private static final String UPDATE =
            """
            UPDATE destinations
            SET enabled = coalesce(:enabled, enabled),
                url = coalesce(:url, url),
                display_name = coalesce(:name, display_name),
                profile = coalesce(:profile, profile),
                stream_key = coalesce(:key, stream_key),
                key_version = coalesce(:version, key_version),
                revision = revision + :grows,
                updated_at = :now
            WHERE id = :id AND deleted_at IS NULL
            """;
    private static final String DELETE =
            """
            UPDATE destinations
            SET deleted_at = :now, stream_key = ''
            WHERE id = :id AND deleted_at IS NULL
            """;
    private static final String OLD_KEYS =
            SELECT + " key_version <> :version AND id > :after ORDER BY id LIMIT :most";
    private static final String SEAL_ANEW =
            """
            UPDATE destinations
            SET stream_key = :key, key_version = :version
            WHERE id = :id AND stream_key = :old
            """;

    private static final RowMapper<Destination> DESTINATION = (row, number) -> read(row);

    private final JdbcClient jdbc;

    DestinationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The id of a destination to be, since its key is sealed for it. */
    DestinationId nextId() {
        return new DestinationId(jdbc.sql(NEXT_ID).query(Long.class).single());
    }

    void insert(DestinationId id, NewDestination destination, SealedKey key, Instant now) {
        jdbc.sql(INSERT)
                .param("id", id.value())
                .param("stream", destination.stream().value())
                .param("owner", destination.owner())
                .param("platform", destination.platform())
                .param("url", destination.url())
                .param("name", destination.displayName())
                .param("profile", destination.profile().orElse(null))
                .param("enabled", destination.enabled())
                .param("key", key.text())
                .param("version", key.version())
                .param("now", utc(now))
                .update();
    }

    Optional<Destination> byId(DestinationId id) {
        return jdbc.sql(BY_ID).param("id", id.value()).query(DESTINATION).optional();
    }

    List<Destination> ofStream(StreamId stream) {
        return jdbc.sql(OF_STREAM).param("stream", stream.value()).query(DESTINATION).list();
    }

    List<Destination> ofOwner(long owner) {
        return jdbc.sql(OF_OWNER).param("owner", owner).query(DESTINATION).list();
    }

    /**
     * Whether there is such a destination.
     *
     * @param key the change's key, sealed
     */
    boolean update(
            DestinationId id, DestinationChange change, Optional<SealedKey> key, Instant now) {
        return jdbc.sql(UPDATE)
                        .param("id", id.value())
                        .param("enabled", change.enabled().orElse(null))
                        .param("url", change.url().orElse(null))
                        .param("name", change.displayName().orElse(null))
                        .param("profile", change.profile().orElse(null))
                        .param("key", key.map(SealedKey::text).orElse(null))
                        .param("version", key.map(SealedKey::version).orElse(null))
                        .param("grows", change.concernsProcess() ? 1 : 0)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /** Whether there was such a destination; of its key nothing is left. */
    boolean delete(DestinationId id, Instant now) {
        return jdbc.sql(DELETE).param("id", id.value()).param("now", utc(now)).update() == 1;
    }

    /** Those whose key is not of this version, in the order of their ids. */
    List<Destination> withOtherKeys(int version, long after, int most) {
        return jdbc.sql(OLD_KEYS)
                .param("version", version)
                .param("after", after)
                .param("most", most)
                .query(DESTINATION)
                .list();
    }

    /** Whether the key is still the old one, and now sealed anew; the key itself is the same. */
    boolean sealAnew(DestinationId id, SealedKey old, SealedKey anew) {
        return jdbc.sql(SEAL_ANEW)
                        .param("id", id.value())
                        .param("old", old.text())
                        .param("key", anew.text())
                        .param("version", anew.version())
                        .update()
                == 1;
    }

    static Destination read(ResultSet row) throws SQLException {
        return new Destination(
                new DestinationId(row.getLong("id")),
                new StreamId(row.getLong("stream_id")),
                row.getLong("owner_id"),
                row.getString("platform"),
                row.getString("url"),
                row.getString("display_name"),
                Optional.ofNullable(row.getString("profile")),
                row.getBoolean("enabled"),
                new SealedKey(row.getString("stream_key"), row.getInt("key_version")),
                row.getInt("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
