/** The live-service surface: broadcasts, their feed and their figures, WebRTC through Serai. */
@NullMarked
package io.serai.broadcasts;

import org.jspecify.annotations.NullMarked;
