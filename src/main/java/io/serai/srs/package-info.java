/** The client of the SRS HTTP API. */
@NullMarked
package io.serai.srs;

import org.jspecify.annotations.NullMarked;
