package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.UserId;
import io.serai.studio.StudioSite.Reply;
import io.serai.testing.ScriptedLiveKit;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, a change that takes too long, and figures, on a site with small numbers. */
class StudioLimitsTest {
    private static final String[] FROM_ELSEWHERE = {"X-Real-IP", "203.0.113.5"};

    private static ScriptedLiveKit liveKit;
    private static StudioSite site;

    @BeforeAll
    static void start(@TempDir Path directory) {
        liveKit = ScriptedLiveKit.start();
        site =
                new StudioSite(
                        StudioApplication.start(
                                directory,
                                liveKit,
                                "serai.studio.turn-wait=100ms",
                                "serai.studio.ingress-limit.most=2",
                                "serai.studio.ingress-limit.period=1h",
                                "serai.studio.token-limit.most=2",
                                "serai.studio.token-limit.period=1h",
                                "serai.studio.address-token-limit.most=3",
                                "serai.studio.address-token-limit.period=1h"));
    }

    @AfterAll
    static void stop() {
        site.close();
        liveKit.close();
    }

    @Test
    void limitsNewKeysOfAnAccountFromWhicheverAddress() {
        UserId creator = site.creator();

        assertThat(ingress(creator, "198.51.100.1").status()).isEqualTo(201);
        assertThat(ingress(creator, "198.51.100.2").status()).isEqualTo(201);
        Reply often = ingress(creator, "198.51.100.3");

        assertThat(often.status()).isEqualTo(429);
        assertThat(often.json().get("success").asBoolean(true)).isFalse();
        assertThat(often.text("/error")).startsWith("Too many");
        assertThat(Integer.parseInt(often.http().headers().firstValue("Retry-After").orElse("0")))
                .isBetween(1, 1800);
    }

    @Test
    void limitsNewKeysOfAnAddressWhoeverItIs() {
        for (int i = 0; i < 2; i++) {
            assertThat(ingress(site.creator(), "198.51.100.77").status()).isEqualTo(201);
        }

        assertThat(ingress(site.creator(), "198.51.100.77").status()).isEqualTo(429);
        assertThat(ingress(site.creator(), "198.51.100.78").status()).isEqualTo(201);
    }

    @Test
    void countsNothingThatIsRefusedAnyway() {
        UserId creator = site.creator();
        for (int i = 0; i < 3; i++) {
            assertThat(
                            site.reply(
                                            "POST",
                                            "/api/stream/ingress",
                                            creator,
                                            "{\"ingressType\":\"x\"}",
                                            "X-Real-IP",
                                            "198.51.100.90")
                                    .status())
                    .isEqualTo(400);
        }

        assertThat(ingress(creator, "198.51.100.90").status()).isEqualTo(201);
    }

    @Test
    void limitsTokensOfGuestsByTheirAddressAndOfViewersByTheirAccount() {
        UserId creator = site.streamer("Tokens");
        String body = "{\"hostId\":\"" + creator + "\",\"guestName\":\"G\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(token(null, body, FROM_ELSEWHERE).status()).isEqualTo(200);
        }
        assertThat(token(null, body, FROM_ELSEWHERE).status()).isEqualTo(429);

        UserId viewer = site.somebody();
        assertThat(token(viewer, body, "X-Real-IP", "203.0.113.6").status()).isEqualTo(200);
        assertThat(token(viewer, body, "X-Real-IP", "203.0.113.7").status()).isEqualTo(200);
        assertThat(token(viewer, body, "X-Real-IP", "203.0.113.8").status()).isEqualTo(429);
    }

    @Test
    void doesNotWaitForeverForAnotherChangeOfTheSameKey() {
        UserId creator = site.creator();
        site.jdbc.update(
                "INSERT INTO studio_ingress_changes VALUES (?, gen_random_uuid(), now() + interval"
                        + " '1 hour')",
                creator.value());

        Reply busy = ingress(creator, "198.51.100.100");

        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.text("/error")).contains("just being changed");
        assertThat(liveKit.state().ingresses())
                .noneMatch(one -> one.getRoomName().equals(creator.toString()));
    }

    @Test
    void tellsHowOftenACreatorWasOnAirAndWhoWatched() {
        UserId creator = site.streamer("Figures");
        Instant now = Instant.now();
        sample(site.goLive(creator, now.minusSeconds(40 * 86_400), 9), now, 9);
        site.goOff(creator, now.minusSeconds(39 * 86_400));
        long whole = site.goLive(creator, now.minusSeconds(20_000), 30);
        for (int minute = 0; minute < 300; minute++) {
            sample(whole, now.minusSeconds(20_000 - minute * 60L), minute < 150 ? 10 : 20);
        }
        site.goOff(creator, now.minusSeconds(2_000));
        site.goLive(creator, now.minusSeconds(600), 4);

        Reply figures = site.get("/api/stream/analytics?days=7", creator);

        assertThat(figures.status()).isEqualTo(200);
        assertThat(figures.json().at("/data/total").asInt()).isEqualTo(2);
        assertThat(figures.json().at("/data/days").asInt()).isEqualTo(7);
        var current = figures.json().at("/data/sessions/0");
        assertThat(current.has("endedAt")).isFalse();
        assertThat(current.get("durationSeconds").asInt()).isBetween(600, 660);
        assertThat(current.get("averageViewers").asDouble()).as("no curve yet").isEqualTo(4);
        assertThat(current.get("viewers")).isEmpty();
        var past = figures.json().at("/data/sessions/1");
        assertThat(past.get("durationSeconds").asInt()).isEqualTo(18_000);
        assertThat(past.get("peakViewers").asInt()).isEqualTo(30);
        assertThat(past.get("averageViewers").asDouble()).isEqualTo(15);
        assertThat(past.get("viewers").size()).isBetween(99, 101);
        assertThat(past.at("/viewers/0/viewers").asInt()).isEqualTo(10);
        assertThat(past.at("/viewers/99/viewers").asInt()).isEqualTo(20);
        assertThat(site.get("/api/stream/analytics?days=60", creator).json().at("/data/total"))
                .hasToString("3");
        assertThat(
                        site.get("/api/stream/analytics?limit=1&offset=1", creator)
                                .json()
                                .at("/data/sessions"))
                .hasSize(1);
    }

    private static void sample(long session, Instant at, int viewers) {
        site.jdbc.update(
                "INSERT INTO live_viewer_samples (session_id, at, viewers) VALUES (?, ?, ?)",
                session,
                at.atOffset(ZoneOffset.UTC),
                viewers);
    }

    private static Reply ingress(UserId creator, String address) {
        return site.reply("POST", "/api/stream/ingress", creator, null, "X-Real-IP", address);
    }

    private static Reply token(UserId viewer, String body, String... headers) {
        return site.reply("POST", "/api/viewer/token", viewer, body, headers);
    }
}
