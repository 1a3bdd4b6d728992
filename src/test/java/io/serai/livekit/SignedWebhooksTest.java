package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.livekit.LiveKitWebhook.Entrant;
import io.serai.livekit.LiveKitWebhook.IngressNotice;
import io.serai.testing.LiveKitWebhooks;
import io.serai.testing.LiveKitWebhooks.Signed;
import io.serai.testing.ScriptedLiveKit;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import livekit.LivekitEgress.EgressInfo;
import livekit.LivekitEgress.EgressStatus;
import livekit.LivekitIngress.IngressInfo;
import livekit.LivekitIngress.IngressInput;
import livekit.LivekitIngress.IngressState;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.TrackInfo;
import livekit.LivekitModels.TrackType;
import livekit.LivekitWebhook.WebhookEvent;
import org.junit.jupiter.api.Test;

class SignedWebhooksTest {
    private static final Instant NOW = Instant.now();
    private static final WebhookEvent EVENT =
            LiveKitWebhooks.ingressStarted(
                    IngressInfo.newBuilder()
                            .setIngressId("IN_1")
                            .setStreamKey("sk_that-nobody-may-see")
                            .setRoomName("42")
                            .setInputType(IngressInput.WHIP_INPUT)
                            .setState(
                                    IngressState.newBuilder()
                                            .setResourceId("RES_1")
                                            .setStartedAt(1_795_220_107_531_000_000L))
                            .build(),
                    NOW);

    private final SignedWebhooks webhooks =
            new SignedWebhooks(LiveKitClients.settings("ws://127.0.0.1:7880"));

    @Test
    void readsWhatIsSigned() {
        Signed signed = LiveKitWebhooks.sign(EVENT);

        LiveKitWebhook webhook = webhooks.receive(signed.body(), List.of(signed.token()));

        assertThat(webhook.id()).isEqualTo(EVENT.getId());
        assertThat(webhook.event()).isEqualTo("ingress_started");
        assertThat(webhook.room()).isEqualTo("42");
        assertThat(webhook.ingress())
                .hasValue(
                        new IngressNotice(
                                "IN_1", Ingress.Kind.WHIP, "RES_1", 1_795_220_107_531_000_000L));
        assertThat(webhook.toString()).doesNotContain("sk_that-nobody-may-see");
    }

    @Test
    void oneTokenThatSignsItIsEnough() {
        Signed signed = LiveKitWebhooks.sign(EVENT);

        assertThat(webhooks.receive(signed.body(), List.of("Basic YTpi", signed.token())).event())
                .isEqualTo("ingress_started");
    }

    @Test
    void refusesABodyWithAnyByteChanged() {
        Signed signed = LiveKitWebhooks.sign(EVENT);

        for (int i = 0; i < signed.body().length; i++) {
            byte[] changed = signed.body().clone();
            changed[i] ^= 1;
            assertRefused(changed, signed.token());
        }
        assertRefused((signed.text() + " ").getBytes(StandardCharsets.UTF_8), signed.token());
        assertRefused(new byte[0], signed.token());
    }

    @Test
    void refusesBytesThatWouldReadAsTheTextThatWasSigned() {
        byte[] damaged = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'};
        String replaced = new String(damaged, StandardCharsets.UTF_8);

        assertRefused(damaged, LiveKitWebhooks.sign(replaced, NOW).token());
    }

    @Test
    void refusesAWrongSecretAndAWrongKey() {
        String body = LiveKitWebhooks.json(EVENT);

        for (Signed wrong :
                List.of(
                        LiveKitWebhooks.sign(
                                body,
                                ScriptedLiveKit.KEY,
                                "another-secret-that-is-long-enough-for-hs256",
                                NOW),
                        LiveKitWebhooks.sign(
                                body, "APIsomebody-else", ScriptedLiveKit.SECRET, NOW))) {
            assertRefused(wrong.body(), wrong.token());
        }
    }

    @Test
    void refusesATokenPastItsLife() {
        Signed old =
                LiveKitWebhooks.sign(LiveKitWebhooks.json(EVENT), NOW.minus(Duration.ofMinutes(6)));

        assertRefused(old.body(), old.token());
    }

    @Test
    void takesAWebhookOfALiveKitWhoseClockIsALittleAhead() {
        Signed early = LiveKitWebhooks.sign(LiveKitWebhooks.json(EVENT), NOW.plusSeconds(20));
        Signed tooEarly = LiveKitWebhooks.sign(LiveKitWebhooks.json(EVENT), NOW.plusSeconds(120));

        assertThat(webhooks.receive(early.body(), List.of(early.token())).event())
                .isEqualTo("ingress_started");
        assertRefused(tooEarly.body(), tooEarly.token());
    }

    @Test
    void refusesATokenThatWouldBeValidForEver() {
        Signed signed = LiveKitWebhooks.sign(EVENT);
        String endless =
                JWT.create()
                        .withIssuer(ScriptedLiveKit.KEY)
                        .withClaim(
                                "sha256", JWT.decode(signed.token()).getClaim("sha256").asString())
                        .sign(Algorithm.HMAC256(ScriptedLiveKit.SECRET));

        assertRefused(signed.body(), endless);
    }

    @Test
    void refusesATokenThatIsMadeForSomethingElse() {
        String entry =
                new AccessTokens(LiveKitClients.settings("ws://127.0.0.1:7880"), Clock.systemUTC())
                        .token("guest-1", "A guest", "42", Grants.VIEWER);
        byte[] body = LiveKitWebhooks.sign(EVENT).body();

        assertRefused(body, entry);
        for (String nonsense : List.of("a", "a.b.c", "..", "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.")) {
            assertRefused(body, nonsense);
        }
    }

    @Test
    void saysWhenNoSignatureCame() {
        assertThatThrownBy(() -> webhooks.receive(new byte[0], List.of()))
                .isInstanceOf(Denied.class)
                .hasMessage("Missing webhook signature");
    }

    @Test
    void saysWhenThereIsNoLiveKit() {
        Signed signed = LiveKitWebhooks.sign(EVENT);

        assertThatThrownBy(
                        () ->
                                LiveKitClients.noWebhooks()
                                        .receive(signed.body(), List.of(signed.token())))
                .isInstanceOf(Unavailable.class)
                .hasMessage("LiveKit is not configured");
    }

    @Test
    void aSignedBodyThatIsNoWebhookIsMalformed() {
        for (String body : List.of("{", "[]", "{\"event\":{}}", "")) {
            Signed signed = LiveKitWebhooks.sign(body, NOW);
            assertThatThrownBy(() -> webhooks.receive(signed.body(), List.of(signed.token())))
                    .as(body)
                    .isInstanceOf(Invalid.class);
        }
    }

    @Test
    void takesWhatALaterLiveKitAdds() {
        Signed signed =
                LiveKitWebhooks.sign(
                        "{\"event\":\"room_painted\",\"id\":\"EV_9\",\"paint\":{\"colour\":\"red\"}}",
                        NOW);

        assertThat(webhooks.receive(signed.body(), List.of(signed.token())))
                .extracting(LiveKitWebhook::event, LiveKitWebhook::id)
                .containsExactly("room_painted", "EV_9");
    }

    @Test
    void whatHasNoIdIsKnownByItsBytes() {
        Signed one = LiveKitWebhooks.sign("{\"event\":\"room_started\"}", NOW);
        Signed again = LiveKitWebhooks.sign("{\"event\":\"room_started\"}", NOW.minusSeconds(1));
        Signed other = LiveKitWebhooks.sign("{\"event\":\"room_finished\"}", NOW);

        assertThat(id(one)).isNotEmpty().isEqualTo(id(again)).isNotEqualTo(id(other));
    }

    @Test
    void tellsOfPeopleTracksAndEgresses() {
        WebhookEvent track =
                LiveKitWebhooks.event("track_published", NOW)
                        .setRoom(livekit.LivekitModels.Room.newBuilder().setName("42"))
                        .setParticipant(
                                ParticipantInfo.newBuilder().setSid("PA_1").setIdentity("guest-1"))
                        .setTrack(TrackInfo.newBuilder().setSid("TR_1").setType(TrackType.VIDEO))
                        .build();
        WebhookEvent egress =
                LiveKitWebhooks.event("egress_ended", NOW)
                        .setEgressInfo(
                                EgressInfo.newBuilder()
                                        .setEgressId("EG_1")
                                        .setRoomName("42")
                                        .setStatus(EgressStatus.EGRESS_COMPLETE))
                        .build();

        LiveKitWebhook aboutTrack = received(track);
        assertThat(aboutTrack.participant()).isEqualTo(Optional.of(new Entrant("PA_1", "guest-1")));
        assertThat(aboutTrack.detail())
                .containsEntry("track", "TR_1")
                .containsEntry("kind", "video")
                .containsEntry("participant", "guest-1");
        LiveKitWebhook aboutEgress = received(egress);
        assertThat(aboutEgress.room()).isEqualTo("42");
        assertThat(aboutEgress.detail())
                .containsEntry("egress", "EG_1")
                .containsEntry("status", "egress_complete");
    }

    private LiveKitWebhook received(WebhookEvent event) {
        Signed signed = LiveKitWebhooks.sign(event);
        return webhooks.receive(signed.body(), List.of(signed.token()));
    }

    private String id(Signed signed) {
        return webhooks.receive(signed.body(), List.of(signed.token())).id();
    }

    private void assertRefused(byte[] body, String token) {
        assertThatThrownBy(() -> webhooks.receive(body, List.of(token)))
                .isInstanceOf(Denied.class)
                .hasMessage("Invalid webhook signature");
    }
}
