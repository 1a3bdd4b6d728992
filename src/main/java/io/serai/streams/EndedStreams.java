package io.serai.streams;

/**
 * Knows names under which nobody may ever publish again, although no stream has them any more.
 * Thread-safe.
 */
public interface EndedStreams {
    boolean ended(PublishedName name);
}
