package io.serai.studio;

import io.serai.accounts.TieChanged;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.streams.StreamCatalogue;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Notes as an event of the creator's stream that somebody was blocked, or follows the creator now
 * or no longer, so that it takes effect on people in the room. Thread-safe.
 */
@Component
final class Audience implements TieChanged {
    private final StudioRepository repository;
    private final StreamCatalogue catalogue;
    private final EventLog events;

    Audience(StudioRepository repository, StreamCatalogue catalogue, EventLog events) {
        this.repository = repository;
        this.catalogue = catalogue;
        this.events = events;
    }

    @Override
    public void changed(UserId who, UserId whom, Kind kind, Instant at, SqlBatch batch) {
        switch (kind) {
            case FOLLOWED -> note(whom, who, "viewer.followed", true, at, batch);
            case UNFOLLOWED -> note(whom, who, "viewer.unfollowed", true, at, batch);
            case BLOCKED -> note(who, whom, "viewer.blocked", false, at, batch);
            // Who was blocked is not in the room; a new token lets them in.
            case UNBLOCKED -> {}
        }
    }

    private void note(
            UserId creator,
            UserId viewer,
            String type,
            boolean aboutFollowers,
            Instant at,
            SqlBatch batch) {
        Optional<StreamId> stream = repository.idByOwner(creator).filter(catalogue::lock);
        // Read under the lock: a change of the settings at the same moment sees the follower.
        boolean matters =
                stream.isPresent()
                        && (!aboutFollowers
                                || repository
                                        .byId(stream.get())
                                        .filter(found -> found.chat().followersOnly())
                                        .isPresent());
        if (matters) {
            events.append(
                    new NewEvent(stream.get(), type, at, Map.of("user", viewer.toString())), batch);
        }
    }
}
