/** The client of LiveKit: its API, the tokens for its rooms, and the signature of its webhooks. */
@NullMarked
package io.serai.livekit;

import org.jspecify.annotations.NullMarked;
