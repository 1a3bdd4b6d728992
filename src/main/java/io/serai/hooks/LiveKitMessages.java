package io.serai.hooks;

import io.serai.live.Fence;
import io.serai.live.Ingresses;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.Happening;
import io.serai.live.MediaEvent.Message;
import io.serai.live.MediaEvent.Name;
import io.serai.live.MediaEvent.Protocol;
import io.serai.live.MediaEvent.What;
import io.serai.livekit.LiveKitWebhook;
import io.serai.livekit.LiveKitWebhook.Entrant;
import io.serai.livekit.LiveKitWebhook.IngressNotice;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What LiveKit's webhooks mean. */
final class LiveKitMessages {
    /** What is written into the log of its stream, under {@code livekit.} and with hyphens. */
    private static final Set<String> TOLD =
            Set.of(
                    "room_started",
                    "room_finished",
                    "participant_joined",
                    "participant_left",
                    "participant_connection_aborted",
                    "track_published",
                    "track_unpublished",
                    "egress_started",
                    "egress_updated",
                    "egress_ended");

    private static final Set<String> INGRESS = Set.of("ingress_started", "ingress_ended");
    private static final Fence NOBODY = Ingresses.participant("");

    private LiveKitMessages() {}

    static Message message(LiveKitWebhook webhook) {
        Optional<IngressNotice> ingress = webhook.ingress();
        boolean aboutIngress = INGRESS.contains(webhook.event()) && ingress.isPresent();
        return new Message(
                webhook.id(),
                aboutIngress ? publisher(ingress.get()) : participant(webhook),
                new Name("", aboutIngress ? ingress.get().id() : webhook.room(), Optional.empty()),
                what(webhook, aboutIngress),
                happening(webhook));
    }

    /** The event if it is one that we know, so that labels and lines in the log are few. */
    static String event(LiveKitWebhook webhook) {
        boolean known = TOLD.contains(webhook.event()) || INGRESS.contains(webhook.event());
        return known ? webhook.event() : "other";
    }

    /** Who is meant, for the journal; empty if it is not about a publisher. */
    static Optional<Sender> sender(LiveKitWebhook webhook) {
        return INGRESS.contains(webhook.event())
                ? webhook.ingress()
                        .map(
                                ingress ->
                                        new Sender(
                                                Ingresses.SOURCE,
                                                publisher(ingress),
                                                "",
                                                protocol(ingress).name().toLowerCase(Locale.ROOT),
                                                Optional.of(
                                                        new Name(
                                                                "",
                                                                ingress.id(),
                                                                Optional.empty()))))
                : Optional.empty();
    }

    private static What what(LiveKitWebhook webhook, boolean aboutIngress) {
        if (aboutIngress) {
            return webhook.event().equals("ingress_started")
                    ? new MediaEvent.Began(protocol(webhook.ingress().orElseThrow()))
                    : new MediaEvent.Stopped();
        }
        // The room is named after its user, as whom the ingress enters it.
        boolean viewer =
                webhook.participant()
                        .filter(one -> !one.identity().equals(webhook.room()))
                        .isPresent();
        return switch (webhook.event()) {
            case "participant_joined" ->
                    viewer ? new MediaEvent.Joined() : new MediaEvent.Happened();
            case "participant_left", "participant_connection_aborted" ->
                    viewer ? new MediaEvent.Gone() : new MediaEvent.Happened();
            case "room_finished" -> new MediaEvent.Emptied();
            default -> new MediaEvent.Happened();
        };
    }

    private static Optional<Happening> happening(LiveKitWebhook webhook) {
        return TOLD.contains(webhook.event())
                ? Optional.of(
                        new Happening(
                                "livekit." + webhook.event().replace('_', '-'), webhook.detail()))
                : Optional.empty();
    }

    private static Fence publisher(IngressNotice ingress) {
        return Ingresses.publisher(ingress.resource(), ingress.startedNs());
    }

    private static Fence participant(LiveKitWebhook webhook) {
        return webhook.participant().map(Entrant::sid).map(Ingresses::participant).orElse(NOBODY);
    }

    private static Protocol protocol(IngressNotice ingress) {
        return switch (ingress.kind()) {
            case RTMP -> Protocol.RTMP;
            case WHIP -> Protocol.WHIP;
        };
    }
}
