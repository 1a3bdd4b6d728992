/** Discord messages and the rules of their delivery. */
@NullMarked
package io.serai.notify;

import org.jspecify.annotations.NullMarked;
