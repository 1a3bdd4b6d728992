package io.serai.live;

import java.util.List;

/** The clients for all configured media servers of one kind. */
public interface OnAirSources {
    List<OnAirSource> all();
}
