package io.serai.restream;

import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.events.NewEvent;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something about a restream that is to be written.
 *
 * @param statements adds them to a batch
 * @param event in the same transaction
 */
record Report(StreamId stream, Consumer<SqlBatch> statements, Optional<NewEvent> event) {}
