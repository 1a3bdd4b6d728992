/** PostgreSQL: the embedded server, the two connection pools, the migrations. */
@NullMarked
package io.serai.database;

import org.jspecify.annotations.NullMarked;
