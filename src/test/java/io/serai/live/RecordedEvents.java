package io.serai.live;

import io.serai.database.SqlBatch;
import io.serai.events.EventLog;
import io.serai.events.NewEvent;
import io.serai.testing.EventContract;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An event log that keeps what it is given, if its schema knows it. */
final class RecordedEvents implements EventLog {
    private final List<NewEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void append(NewEvent event, SqlBatch batch) {
        EventContract.check(event);
        events.add(event);
    }

    List<String> types() {
        return events.stream().map(NewEvent::type).toList();
    }

    List<String> types(long stream) {
        return events.stream()
                .filter(event -> event.stream().value() == stream)
                .map(NewEvent::type)
                .toList();
    }

    Set<Object> details(String name) {
        return events.stream().map(event -> event.detail().get(name)).collect(Collectors.toSet());
    }
}
