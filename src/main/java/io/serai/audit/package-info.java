/** Who created, changed or deleted what: written with the change itself, read by admins. */
@NullMarked
package io.serai.audit;

import org.jspecify.annotations.NullMarked;
