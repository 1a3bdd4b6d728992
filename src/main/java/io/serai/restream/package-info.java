/**
 * The StreamHelper surface: where streams are sent on to, and the processes of ffmpeg that do it.
 */
@NullMarked
package io.serai.restream;

import org.jspecify.annotations.NullMarked;
