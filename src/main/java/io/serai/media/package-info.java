/** The PixelCast surface: what browsers ask of SRS, and who is in a room. */
@NullMarked
package io.serai.media;

import org.jspecify.annotations.NullMarked;
