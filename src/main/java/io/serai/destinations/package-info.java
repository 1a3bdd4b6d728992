/**
 * The StreamHelper surface: what people see and change of their streams and of where these are sent
 * on to.
 */
@NullMarked
package io.serai.destinations;

import org.jspecify.annotations.NullMarked;
