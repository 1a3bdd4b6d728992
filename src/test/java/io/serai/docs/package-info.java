/** Tests of the documents, and what makes those that are made from the sources. */
@NullMarked
package io.serai.docs;

import org.jspecify.annotations.NullMarked;
