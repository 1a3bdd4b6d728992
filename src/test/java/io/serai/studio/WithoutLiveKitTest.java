package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.UserId;
import io.serai.studio.StudioSite.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without LIVEKIT_URL what needs LiveKit says so, and everything else works. */
class WithoutLiveKitTest {
    private static StudioSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        site = new StudioSite(StudioApplication.start(directory, Map.of()));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/stream/create        | {"title":"a"}
                    /api/stream/ingress       | {}
                    /api/stream/creator-token | {}
                    /api/viewer/token         | {"hostId":"1"}
                    """)
    void saysThatThereIsNoLiveKit(String path, String body) {
        Reply away = site.post(path, site.creator(), body);

        assertThat(away.status()).isEqualTo(503);
        assertThat(away.body())
                .isEqualTo("{\"success\":false,\"error\":\"LiveKit is not configured\"}");
    }

    @Test
    void looksAtTheRequestFirst() {
        assertThat(site.post("/api/stream/create", site.creator(), "{}").status()).isEqualTo(400);
        assertThat(site.post("/api/stream/create", site.somebody(), "{}").status()).isEqualTo(403);
        assertThat(site.post("/api/viewer/token", null, "{}").status()).isEqualTo(400);
    }

    @Test
    void servesEverythingElse() {
        UserId creator = site.creator();
        madeWhenThereWasOne(creator);

        assertThat(site.get("/api/stream/info", creator).text("/data/title")).isEqualTo("Before");
        assertThat(site.get("/api/stream/credentials", creator).text("/data/streamKey"))
                .isEqualTo("sk_before");
        assertThat(site.put("/api/stream/info", creator, "{\"title\":\"After\"}").status())
                .isEqualTo(200);
        assertThat(
                        site.put("/api/stream/chat-settings", creator, "{\"isChatEnabled\":false}")
                                .status())
                .isEqualTo(200);
        assertThat(site.deliverLast("livekit-room", site.stream(creator)).isFailed()).isFalse();
        assertThat(site.get("/api/stream/status", creator).json().get("viewerCount").asInt())
                .isZero();
        assertThat(site.get("/api/viewer/stream/user-" + creator).status()).isEqualTo(200);
        assertThat(site.get("/api/viewer/live").status()).isEqualTo(200);
        assertThat(site.get("/api/viewer/search?q=after").json().get("count").asInt()).isEqualTo(1);
        assertThat(site.delete("/api/stream/ingress", creator).status()).isEqualTo(200);
        assertThat(site.deliverLast("livekit-leftovers", site.stream(creator)).isFailed())
                .isFalse();
    }

    private static void madeWhenThereWasOne(UserId creator) {
        site.jdbc.update(
                "WITH made AS (INSERT INTO streams (surface, title, owner_id) VALUES ('streamit',"
                        + " 'Before', ?) RETURNING id) INSERT INTO studio_streams (stream_id,"
                        + " owner_id, ingress_id, server_url, stream_key, updated_at) SELECT id, ?,"
                        + " 'IN_before', 'rtmp://a', 'sk_before', now() FROM made",
                creator.value(),
                creator.value());
    }
}
