package io.serai.live;

import io.serai.live.MediaEvent.Name;
import io.serai.streams.PublicName;

/**
 * Knows streams again that a media server shows under another name than they are published under.
 */
public interface PublishedNames {
    /**
     * The name that is published, where this one is the {@link PublicName} of it; else this one.
     */
    Name of(Name shown);
}
