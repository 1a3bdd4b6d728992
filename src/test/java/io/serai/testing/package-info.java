/** What the tests of more than one feature share. */
@NullMarked
package io.serai.testing;

import org.jspecify.annotations.NullMarked;
