/** One adapter per media server: who may call, what the request means, how the answer looks. */
@NullMarked
package io.serai.hooks;

import org.jspecify.annotations.NullMarked;
