package io.serai.destinations;

import io.serai.common.UserId;
import io.serai.common.http.Json;
import io.serai.destinations.StatusAnswers.DestinationStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What owners who listen are told about their destinations. Thread-safe. */
@Component
public final class DestinationFeed {
    private final Statuses statuses;

    DestinationFeed(Statuses statuses) {
        this.statuses = statuses;
    }

    /**
     * @param signature equal as long as there is nothing new
     * @param json the event
     */
    public record News(Object signature, String json) {}

    private record Event(String type, List<DestinationStatus> destinations) {}

    /** By owner, the state of all of their destinations. */
    public Map<UserId, News> now(Set<UserId> owners) {
        Map<UserId, News> news = new HashMap<>();
        statuses.ofOwners(owners)
                .forEach(
                        (owner, all) ->
                                news.put(
                                        owner,
                                        new News(
                                                all.stream()
                                                        .map(DestinationStatus::withoutUptime)
                                                        .toList(),
                                                Json.text(new Event("destinations_update", all)))));
        return news;
    }
}
