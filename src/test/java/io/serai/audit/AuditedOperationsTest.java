package io.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.audit.Deeds.Deed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No operation changes something without a trace: whoever adds one to the route files adds to
 * {@link Deeds} what it writes down, and this calls it.
 */
class AuditedOperationsTest {
    private static AuditSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new AuditSite(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void knowsOfEveryOperationWhetherItLeavesAnEntry() {
        Set<String> known = new TreeSet<>(Deeds.ALL.keySet());
        known.addAll(Deeds.NONE.keySet());

        assertThat(operations()).isEqualTo(known);
        assertThat(Deeds.NONE.keySet()).doesNotContainAnyElementsOf(Deeds.ALL.keySet());
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void leavesAnEntry(String operation, Deed deed) {
        long newest = site.get("/api/admin/audit?limit=1").at("/entries/0/number").asLong();

        deed.act().accept(site);

        assertThat(site.get("/api/admin/audit?action=" + deed.action()).get("entries"))
                .as("%s by %s", deed.action(), operation)
                .filteredOn(entry -> entry.get("number").asLong() > newest)
                .anySatisfy(
                        entry -> {
                            assertThat(entry.get("operation").asText()).isEqualTo(operation);
                            assertThat(entry.get("address").asText()).isEqualTo("127.0.0.1");
                        });
    }

    @Test
    void namesTheAdminAndTheSurface() {
        site.post("/api/admin/discord/test", "");
        site.post("/api/rooms", "{}");

        assertThat(newest("webhook.tested"))
                .isEqualTo("admin-token by admin/admin-discord-test-post");
        assertThat(newest("room.created")).isEqualTo("nobody by pixelcast/room-create-post");
    }

    private static String newest(String action) {
        JsonNode entry = site.get("/api/admin/audit?limit=1&action=" + action).at("/entries/0");
        return "%s by %s/%s"
                .formatted(
                        entry.get("actor").asText(),
                        entry.get("surface").asText(),
                        entry.get("operation").asText());
    }

    static Stream<Object[]> deeds() {
        return Deeds.ALL.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new Object[] {each.getKey(), each.getValue()});
    }

    /** The ids of those that are no GET and no hook, as the running application describes them. */
    private static Set<String> operations() {
        Set<String> ids = new TreeSet<>();
        site.get("/openapi.json")
                .get("paths")
                .properties()
                .forEach(
                        path -> {
                            if (!path.getKey().matches(Deeds.HOOKS)) {
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                verb -> {
                                                    if (!verb.getKey().equals("get")) {
                                                        ids.add(
                                                                verb.getValue()
                                                                        .get("operationId")
                                                                        .asText());
                                                    }
                                                });
                            }
                        });
        return ids;
    }
}
