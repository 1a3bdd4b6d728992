/** Where PixelCast's streams are published and played, whether they are, and HLS through Serai. */
@NullMarked
package io.serai.playback;

import org.jspecify.annotations.NullMarked;
