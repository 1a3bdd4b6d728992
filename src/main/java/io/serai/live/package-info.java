/** What is on air: the decision function, its sessions, viewers and the reconciler. */
@NullMarked
package io.serai.live;

import org.jspecify.annotations.NullMarked;
