/** The client of nginx-rtmp's statistics page. */
@NullMarked
package io.serai.nginx;

import org.jspecify.annotations.NullMarked;
