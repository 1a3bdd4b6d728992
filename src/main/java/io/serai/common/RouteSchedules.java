package io.serai.common;

import java.util.Optional;

/** Tells features when their routes run, as the files that are loaded say it. Thread-safe. */
public interface RouteSchedules {
    /** Empty if no route with this id runs by the clock: there is none, or it is stopped. */
    Optional<RouteSchedule> of(String route);
}
