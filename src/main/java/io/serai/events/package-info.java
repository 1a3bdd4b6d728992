/** The event log, its durable subscriptions, and the Camel component {@code stream-events}. */
@NullMarked
package io.serai.events;

import org.jspecify.annotations.NullMarked;
