package io.serai.accounts;

import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import java.time.Instant;

/** What a feature wants to be true in the same transaction in which somebody follows or blocks. */
public interface TieChanged {
    /** What somebody did to somebody else. */
    enum Kind {
        FOLLOWED,
        UNFOLLOWED,
        BLOCKED,
        UNBLOCKED
    }

    /** Adds its statements to the batch. Called only when something has really changed. */
    void changed(UserId who, UserId whom, Kind kind, Instant at, SqlBatch batch);
}
