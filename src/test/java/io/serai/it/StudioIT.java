package io.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.LiveKitWebhooks;
import io.serai.testing.LiveKitWebhooks.Signed;
import io.serai.testing.ScriptedLiveKit;
import io.serai.testing.SeraiProcess;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitWebhook.WebhookEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A creator's evening: from the sign-up to the end of the broadcast, with the packaged jar. */
class StudioIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ADMIN = "an-admin-token";

    @TempDir Path directory;

    private final ScriptedLiveKit liveKit = ScriptedLiveKit.start();
    private SeraiProcess serai;

    @BeforeEach
    void start() {
        serai =
                SeraiProcess.in(directory)
                        .with("LIVEKIT_URL", liveKit.url())
                        .with("LIVEKIT_API_KEY", ScriptedLiveKit.KEY)
                        .with("LIVEKIT_API_SECRET", ScriptedLiveKit.SECRET)
                        .start();
    }

    @AfterEach
    void stop() {
        serai.close();
        liveKit.close();
    }

    @Test
    void aCreatorGoesLiveAndPutsSomebodyOut() {
        Person creator = signUp("ann");
        Person viewer = signUp("bob");
        becomeCreator(creator);

        JsonNode created =
                ok(201, call("POST", "/api/stream/create", creator.token, "{\"title\":\"Chess\"}"));
        String key = created.at("/data/credentials/streamKey").asText();
        IngressInfo ingress = liveKit.state().ingresses().getFirst();
        assertThat(key).isEqualTo(ingress.getStreamKey());
        assertThat(liveNow()).isEmpty();

        tell(
                LiveKitWebhooks.ingressStarted(
                        liveKit.state().publish(ingress.getIngressId(), Instant.now()),
                        Instant.now()));
        JsonNode live = liveNow();
        assertThat(live).hasSize(1);
        assertThat(live.at("/0/user/username").asText()).isEqualTo("ann");

        JsonNode token = watch(200, creator, viewer);
        assertThat(token.at("/data/identity").asText()).isEqualTo(viewer.id);
        ParticipantInfo inside = liveKit.state().enter(creator.id, viewer.id, Instant.now());
        tell(LiveKitWebhooks.participant("participant_joined", creator.id, inside, Instant.now()));
        JsonNode status = ok(200, call("GET", "/api/stream/status", creator.token, null));
        assertThat(status.get("isLive").asBoolean()).isTrue();
        assertThat(status.get("viewerCount").asInt()).isEqualTo(1);

        HttpResponse<String> block =
                call("PUT", "/api/users/" + viewer.id + "/block", creator.token, "");
        assertThat(block.statusCode()).isEqualTo(204);
        await("put out")
                .atMost(SOON)
                .until(
                        () ->
                                liveKit.state().participants(creator.id).stream()
                                        .noneMatch(one -> one.getIdentity().equals(viewer.id)));
        assertThat(watch(403, creator, viewer).get("error").asText())
                .isEqualTo("You are blocked by this creator");
        liveKit.state().enter(creator.id, viewer.id, Instant.now());
        tell(LiveKitWebhooks.participant("participant_joined", creator.id, inside, Instant.now()));
        await("put out again, with the old token")
                .atMost(SOON)
                .until(() -> liveKit.state().participants(creator.id).size() == 1);

        tell(
                LiveKitWebhooks.ingressEnded(
                        liveKit.state().unpublish(ingress.getIngressId(), Instant.now()),
                        Instant.now()));
        assertThat(liveNow()).isEmpty();
        JsonNode past = ok(200, call("GET", "/api/stream/past", creator.token, null));
        assertThat(past.at("/data/streams/0/title").asText()).isEqualTo("Chess");
        JsonNode figures = ok(200, call("GET", "/api/stream/analytics", creator.token, null));
        assertThat(figures.at("/data/sessions/0/peakViewers").asInt()).isEqualTo(1);
        assertThat(serai.admin("/api/admin/audit?action=stream.created").get("entries")).hasSize(1);
        assertThat(serai.admin("/api/admin/deliveries?state=parked").get("deliveries")).isEmpty();
        assertThat(serai.logText())
                .doesNotContain(key, ScriptedLiveKit.SECRET, token.at("/token").asText())
                .doesNotContain("Exception");
    }

    private record Person(String id, String token) {}

    private Person signUp(String username) {
        JsonNode answer =
                ok(
                        200,
                        call(
                                "POST",
                                "/api/auth/sign-up/email",
                                null,
                                """
                                {"name":"%s","email":"%s@example.org","username":"%s",
                                 "password":"correct horse"}
                                """
                                        .formatted(username, username, username)));
        return new Person(answer.at("/user/id").asText(), answer.get("token").asText());
    }

    private void becomeCreator(Person person) {
        assertThat(call("POST", "/api/stream/ingress", person.token, "{}").statusCode())
                .as("not yet")
                .isEqualTo(403);
        JsonNode application =
                ok(201, call("POST", "/api/creator-applications", person.token, "{}"));
        ok(
                200,
                call(
                        "POST",
                        "/api/creator-applications/" + application.get("id").asText() + "/approve",
                        ADMIN,
                        ""));
    }

    private JsonNode watch(int status, Person creator, Person viewer) {
        return ok(
                status,
                call(
                        "POST",
                        "/api/viewer/token",
                        viewer.token,
                        "{\"hostId\":\"" + creator.id + "\"}"));
    }

    private JsonNode liveNow() {
        return ok(200, call("GET", "/api/viewer/live", null, null)).get("data");
    }

    private void tell(WebhookEvent event) {
        Signed signed = LiveKitWebhooks.sign(event);
        HttpResponse<String> answer =
                serai.post(
                        "/api/webhook/livekit",
                        "application/webhook+json",
                        signed.text(),
                        "Authorization",
                        signed.token());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode ok(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return SeraiProcess.json(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(serai.uri(path))
                        .timeout(Duration.ofSeconds(10))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return serai.send(request.build());
    }
}
