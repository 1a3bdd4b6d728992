/** Serai, the control plane of a livestream service. */
@NullMarked
package io.serai;

import org.jspecify.annotations.NullMarked;
