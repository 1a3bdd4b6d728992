package io.serai.live;

import io.serai.common.ControlException.Unavailable;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * End hooks that came while the database was away: media servers tell an end only once. They are
 * kept in memory and applied when it is back; their fence makes that safe however late.
 * Thread-safe.
 */
@Component
final class EndBacklog {
    private static final int MOST = 10_000;
    private static final Logger log = LoggerFactory.getLogger(EndBacklog.class);

    private final BlockingDeque<MediaEvent.End> missed = new LinkedBlockingDeque<>(MOST);

    void add(MediaEvent.End end) {
        if (!missed.offer(end)) {
            log.warn("end.forgotten source={} reason=too-many", end.fence().source());
        }
    }

    /** Applies what was missed, oldest first, until the database fails again. */
    void apply(Ender ender) {
        int applied = 0;
        Optional<MediaEvent.End> next;
        while ((next = Optional.ofNullable(missed.poll())).isPresent()) {
            try {
                ender.end(next.get());
                applied++;
            } catch (Unavailable e) {
                putBack(next.get());
                break;
            }
        }
        if (applied > 0) {
            log.info("end.caught-up hooks={} left={}", applied, missed.size());
        }
    }

    private void putBack(MediaEvent.End oldest) {
        if (!missed.offerFirst(oldest)) {
            log.warn("end.forgotten source={} reason=too-many", oldest.fence().source());
        }
    }

    /** Applies one end hook. */
    interface Ender {
        void end(MediaEvent.End end);
    }
}
