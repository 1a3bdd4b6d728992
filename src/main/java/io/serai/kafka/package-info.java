/** What other systems read of events: CloudEvents in Kafka, and how the broker does. */
@NullMarked
package io.serai.kafka;

import org.jspecify.annotations.NullMarked;
