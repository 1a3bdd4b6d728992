package io.serai.destinations;

import io.serai.common.StreamKey;

/** A stream of this surface with the key by which its owner publishes. */
record IngestStream(OwnedStream stream, StreamKey key) {}
