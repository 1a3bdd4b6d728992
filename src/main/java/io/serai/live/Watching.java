package io.serai.live;

import io.serai.common.StreamId;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes what others know about how many watch broadcasts. Thread-safe. */
@Component
public final class Watching {
    private final ViewerRepository viewers;

    Watching(ViewerRepository viewers) {
        this.viewers = viewers;
    }

    /**
     * Writes how many watch these, for their curves and peaks. Only live-service's broadcasts are
     * counted so; of all other streams players are counted.
     */
    public void write(Map<StreamId, Integer> watching) {
        viewers.write(watching);
    }
}
