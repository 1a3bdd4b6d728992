/** One HTTP call as the routes see it, and the answer to it. */
@NullMarked
package io.serai.common.http;

import org.jspecify.annotations.NullMarked;
