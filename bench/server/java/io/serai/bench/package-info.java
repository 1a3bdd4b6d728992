/** What the benchmarks add to the server; only in a jar built with the Maven profile bench. */
@NullMarked
package io.serai.bench;

import org.jspecify.annotations.NullMarked;
