/** What every feature shares: ids, errors that a caller decides on, the marker of route steps. */
@NullMarked
package io.serai.common;

import org.jspecify.annotations.NullMarked;
