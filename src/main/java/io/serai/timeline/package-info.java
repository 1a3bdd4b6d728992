/** Why a stream is not live: what was asked, found and delivered, for operators. */
@NullMarked
package io.serai.timeline;

import org.jspecify.annotations.NullMarked;
