package io.serai.live;

import java.util.List;

/** The clients of all configured media servers of one kind. */
public interface OnAirSources {
    /** One for each server that can be asked, in the order of the configuration. */
    List<OnAirSource> all();
}
