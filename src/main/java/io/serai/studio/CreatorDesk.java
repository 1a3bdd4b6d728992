package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.audit.Actor;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.UserId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.JsonFields;
import io.serai.livekit.AccessTokens;
import io.serai.livekit.Grants;
import io.serai.livekit.Ingress;
import io.serai.livekit.LiveKit;
import io.serai.livekit.LiveKitFailed;
import io.serai.streams.ChatSettings;
import io.serai.studio.StreamChanges.ChatChange;
import io.serai.studio.StreamChanges.Details;
import io.serai.studio.StudioAnswers.CreatedStreamData;
import io.serai.studio.StudioAnswers.CreatedStreamKey;
import io.serai.studio.StudioAnswers.NewStreamKey;
import io.serai.studio.StudioAnswers.PastStreams;
import io.serai.studio.StudioAnswers.PublicStream;
import io.serai.studio.StudioAnswers.PublishAccess;
import io.serai.studio.StudioAnswers.RoomTicket;
import io.serai.studio.StudioAnswers.RoomToken;
import io.serai.studio.StudioAnswers.StreamCreated;
import io.serai.studio.StudioAnswers.StudioCredentials;
import io.serai.studio.StudioAnswers.StudioDone;
import io.serai.studio.StudioAnswers.StudioInfo;
import io.serai.studio.StudioAnswers.StudioPast;
import io.serai.studio.StudioAnswers.StudioStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What an approved creator asks for. Thread-safe. */
@Component
final class CreatorDesk {
    static final int LONGEST_TITLE = 200;

    private static final int LONGEST_DESCRIPTION = 1000;
    private static final int USUAL_PAST = 10;
    private static final String BROWSER = "browser";
    private static final String OBS = "obs";

    private final StudioRepository repository;
    private final StreamChanges changes;
    private final LiveKit liveKit;
    private final AccessTokens tokens;
    private final StudioLimits limits;

    CreatorDesk(
            StudioRepository repository,
            StreamChanges changes,
            LiveKit liveKit,
            AccessTokens tokens,
            StudioLimits limits) {
        this.repository = repository;
        this.changes = changes;
        this.liveKit = liveKit;
        this.tokens = tokens;
        this.limits = limits;
    }

    Answer create(Account creator, HttpCall call) {
        JsonFields fields = JsonFields.ofOptional(call, Refused::invalid);
        if (fields.blank("title")) {
            throw new Invalid("Title is required");
        }
        Optional<String> title = fields.line("title", 1, LONGEST_TITLE);
        Optional<String> description = fields.lines("description", LONGEST_DESCRIPTION);
        Optional<String> thumbnail = fields.url("thumbnail");
        ChatSettings chat = chat(fields.inner("chatSettings")).applied(ChatSettings.DEFAULT);
        String method = fields.choice("streamMethod", List.of(OBS, BROWSER)).orElse(OBS);
        fields.check();
        liveKit.url();
        limits.takeCreation(creator, call);
        Ingress made =
                orFail(
                        "Failed to create stream",
                        () ->
                                changes.create(
                                        creator.id(),
                                        new Details(
                                                title.orElseThrow(), description, thumbnail, chat),
                                        method.equals(BROWSER)
                                                ? Ingress.Kind.WHIP
                                                : Ingress.Kind.RTMP,
                                        Actor.account(creator.id(), call)));
        StudioStream stream = required(creator.id());
        return Json.answer(
                201,
                new StreamCreated(
                        true,
                        new CreatedStreamData(
                                StudioAnswers.CreatedStreamFields.of(stream),
                                new PublishAccess(made.url(), made.streamKey()),
                                method),
                        "Stream created successfully"));
    }

    Answer createIngress(Account creator, HttpCall call) {
        JsonFields fields = JsonFields.ofOptional(call, Refused::invalid);
        Ingress.Kind kind =
                fields.choice("ingressType", List.of("RTMP", "WHIP"))
                        .map(Ingress.Kind::valueOf)
                        .orElse(Ingress.Kind.RTMP);
        fields.check();
        liveKit.url();
        limits.takeIngress(creator, call);
        Ingress made =
                orFail(
                        "Failed to create stream key",
                        () ->
                                changes.createIngress(
                                        creator.id(), kind, Actor.account(creator.id(), call)));
        return Json.answer(
                201,
                CreatedStreamKey.of(
                        new NewStreamKey(
                                made.id(), made.url(), made.streamKey(), creator.id().toString())));
    }

    Answer deleteIngress(Account creator, HttpCall call) {
        limits.takeIngress(creator, call);
        changes.deleteIngress(creator.id(), Actor.account(creator.id(), call));
        return Json.answer(200, new StudioDone(true, "Stream ingress deleted successfully"));
    }

    Answer info(Account creator) {
        return Json.answer(
                200,
                StudioInfo.of(
                        repository.byOwner(creator.id()).orElseThrow(noKey()), Optional.empty()));
    }

    Answer credentials(Account creator) {
        return Json.answer(
                200,
                StudioCredentials.of(repository.credentials(creator.id()).orElseThrow(noKey())));
    }

    Answer changeInfo(Account creator, HttpCall call) {
        JsonFields fields = JsonFields.ofOptional(call, Refused::invalid);
        Optional<String> title = fields.line("title", 1, LONGEST_TITLE);
        Optional<String> thumbnail = fields.url("thumbnail");
        fields.check();
        if (title.isEmpty() && thumbnail.isEmpty()) {
            throw new Invalid("No update data provided");
        }
        return Json.answer(
                200,
                StudioInfo.of(
                        changes.changeInfo(
                                creator.id(), title, thumbnail, Actor.account(creator.id(), call)),
                        Optional.of("Stream info updated successfully")));
    }

    Answer changeChat(Account creator, HttpCall call) {
        JsonFields fields = JsonFields.ofOptional(call, Refused::invalid);
        ChatChange change = chat(fields);
        fields.check();
        if (change.isEmpty()) {
            throw new Invalid("No settings provided");
        }
        return Json.answer(
                200,
                StudioInfo.of(
                        changes.changeChat(creator.id(), change, Actor.account(creator.id(), call)),
                        Optional.of("Chat settings updated successfully")));
    }

    Answer status(Account creator) {
        StudioStream stream = required(creator.id());
        int viewers = stream.live() ? liveKit.viewers(creator.id().toString()).orElse(0) : 0;
        return Json.answer(200, StudioStatus.of(stream, viewers));
    }

    /** The token with which the creator's browser broadcasts. */
    Answer token(Account creator, HttpCall call) {
        String url = liveKit.url();
        required(creator.id());
        limits.takeToken(Optional.of(creator), call);
        String identity = Identity.host(creator.id());
        String token = tokens.token(identity, creator.name(), creator.id().toString(), Grants.HOST);
        return Json.answer(200, RoomToken.of(new RoomTicket(token, identity, creator.name(), url)));
    }

    /** The creator's one stream, if it is not on air. */
    Answer past(Account creator, HttpCall call) {
        Page page = Page.of(call, USUAL_PAST);
        List<PublicStream> streams =
                repository.byOwner(creator.id()).filter(stream -> !stream.live()).stream()
                        .map(stream -> PublicStream.of(new ShownStream(stream, creator)))
                        .toList();
        List<PublicStream> shown = page.offset() == 0 ? streams : List.of();
        return Json.answer(200, new StudioPast(true, new PastStreams(shown, streams.size())));
    }

    private static ChatChange chat(JsonFields fields) {
        return new ChatChange(
                fields.flag("isChatEnabled"),
                fields.flag("isChatDelayed"),
                fields.flag("isChatFollowersOnly"));
    }

    private StudioStream required(UserId owner) {
        return repository.byOwner(owner).orElseThrow(() -> new NotFound("Stream not found"));
    }

    private static Supplier<Refused> noKey() {
        return () -> Refused.with(404, "Stream not found", "Please create a stream key first");
    }

    private static Ingress orFail(String error, Supplier<Ingress> change) {
        try {
            return change.get();
        } catch (LiveKitFailed e) {
            throw Refused.with(500, error, String.valueOf(e.getMessage()));
        }
    }
}
