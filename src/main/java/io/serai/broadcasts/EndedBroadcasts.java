package io.serai.broadcasts;

import io.serai.common.ControlException.Unavailable;
import io.serai.database.HookDatabase;
import io.serai.streams.EndedStreams;
import io.serai.streams.PublishedName;
import java.util.regex.Pattern;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A broadcast that has ended can't be published again, neither by its id nor by its key. Asked only
 * where unknown streams are accepted. Thread-safe.
 */
@Component
final class EndedBroadcasts implements EndedStreams {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final BroadcastRepository repository;

    EndedBroadcasts(HookDatabase database) {
        this.repository = new BroadcastRepository(JdbcClient.create(database.jdbc()));
    }

    /**
     * @throws Unavailable when the database does not say
     */
    @Override
    public boolean ended(PublishedName published) {
        String name = published.name();
        try {
            return name.indexOf('\0') < 0
                    && repository.ended(
                            name, ID.matcher(name).matches() ? Long.parseLong(name) : 0);
        } catch (DataAccessException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
