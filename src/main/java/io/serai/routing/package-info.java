/** Camel glue: the route files, their checks, and the order of start and stop. */
@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;
