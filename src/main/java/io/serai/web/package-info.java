/** The HTTP edge: who calls, how errors look on each surface, server-sent events. */
@NullMarked
package io.serai.web;

import org.jspecify.annotations.NullMarked;
