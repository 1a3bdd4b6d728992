package io.serai.restream;

import io.serai.restream.Launcher.Launched;
import java.util.List;
import java.util.Optional;

/** Tells nobody. */
class Silence implements Reporter {
    @Override
    public void changed(Order order, Actual before, Actual after, List<String> lines) {}

    @Override
    public void started(Order order, Launched launched) {}

    @Override
    public void running(Order order, Optional<String> marker) {}

    @Override
    public void runEnded(
            Order order, String marker, int exitCode, Optional<Failure> why, Progress progress) {}

    @Override
    public void failed(Order order, Failure failure, int attempts, boolean gaveUp) {}

    @Override
    public void stopped(Order order) {}
}
