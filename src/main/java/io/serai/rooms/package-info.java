/** The PixelCast surface: rooms and their announcement. */
@NullMarked
package io.serai.rooms;

import org.jspecify.annotations.NullMarked;
