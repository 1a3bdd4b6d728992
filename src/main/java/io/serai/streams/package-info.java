/** The lasting catalogue: streams, their owners and the keys by which a hook finds them. */
@NullMarked
package io.serai.streams;

import org.jspecify.annotations.NullMarked;
