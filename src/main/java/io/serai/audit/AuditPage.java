package io.serai.audit;

import io.serai.audit.AuditRepository.Stored;
import io.serai.common.UserId;
import io.serai.common.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the audit log in the admin API.
 *
 * @param next the {@code before} of the next page; null on the last one
 */
record AuditPage(List<ShownEntry> entries, @Nullable Long next) {
    /**
     * @param number by which pages go on
     * @param actor account, admin-token, nobody or serai
     * @param account whose account, if it was one
     * @param address of the caller; null if Serai did it by itself
     * @param operation the REST operation, or the route or part of Serai
     * @param id of what it was done to
     */
    record ShownEntry(
            long number,
            String at,
            String actor,
            @Nullable Long account,
            @Nullable String address,
            String surface,
            String operation,
            String action,
            String kind,
            String id,
            List<String> fields) {
        static ShownEntry of(Stored stored) {
            AuditEntry entry = stored.entry();
            Actor actor = entry.actor();
            return new ShownEntry(
                    stored.number(),
                    Json.time(stored.at()),
                    actor.kind().text(),
                    actor.account().map(UserId::value).orElse(null),
                    actor.address().orElse(null),
                    actor.surface(),
                    actor.operation(),
                    entry.action(),
                    entry.kind(),
                    entry.id(),
                    entry.fields());
        }
    }

    /**
     * @param rows one more than the page has, if there is a next one
     */
    static AuditPage of(List<Stored> rows, int limit) {
        List<Stored> shown = rows.subList(0, Math.min(rows.size(), limit));
        return new AuditPage(
                shown.stream().map(ShownEntry::of).toList(),
                rows.size() > limit ? (Long) shown.getLast().number() : null);
    }
}
