package io.serai.broadcasts;

import io.serai.accounts.Account;
import io.serai.accounts.SignedIn;
import io.serai.audit.Actor;
import io.serai.broadcasts.BroadcastAnswers.Created;
import io.serai.broadcasts.BroadcastAnswers.Detail;
import io.serai.broadcasts.BroadcastAnswers.FeedPage;
import io.serai.broadcasts.BroadcastAnswers.Listed;
import io.serai.broadcasts.BroadcastAnswers.SrsHealthy;
import io.serai.broadcasts.BroadcastAnswers.SrsUnhealthy;
import io.serai.broadcasts.BroadcastAnswers.ViewersNow;
import io.serai.broadcasts.BroadcastAnswers.WebRtc;
import io.serai.broadcasts.BroadcastRepository.Feed;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.NotFound;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.Step;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import io.serai.srs.SrsRtc.Wish;
import io.serai.srs.SrsServers;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** What routes call about broadcasts, in the forms of live-service's clients. Thread-safe. */
@Component("broadcasts")
public final class BroadcastsSteps {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final int MOST_LISTED = 100;

    private final BroadcastLifecycle broadcasts;
    private final BroadcastAddresses addresses;
    private final BroadcastStats stats;
    private final ViewerCount viewers;
    private final IceServers iceServers;
    private final WebRtcProxy webrtc;
    private final SignedIn signedIn;
    private final SrsServers servers;
    private final RateLimiter creations;

    BroadcastsSteps(
            BroadcastLifecycle broadcasts,
            BroadcastAddresses addresses,
            BroadcastStats stats,
            ViewerCount viewers,
            IceServers iceServers,
            WebRtcProxy webrtc,
            SignedIn signedIn,
            SrsServers servers,
            BroadcastsSettings settings,
            RateLimits limits) {
        this.broadcasts = broadcasts;
        this.addresses = addresses;
        this.stats = stats;
        this.viewers = viewers;
        this.iceServers = iceServers;
        this.webrtc = webrtc;
        this.signedIn = signedIn;
        this.servers = servers;
        this.creations = limits.limiter("broadcast-creation", settings.creationLimit());
    }

    /** Makes a broadcast of whoever calls. */
    @Step
    public Answer create(@Variable("call") HttpCall call) {
        Account owner = signedIn.required(call);
        NewBroadcast wanted = NewBroadcast.read(call);
        creations.take(owner.id().toString(), "Too many new broadcasts");
        Broadcast made = broadcasts.create(wanted, owner, Actor.account(owner.id(), call));
        return Json.answer(
                201,
                new Created(
                        made.id().value(),
                        made.key().value(),
                        addresses.rtmp(made),
                        addresses.webrtcPublish(made),
                        addresses.hls(made)));
    }

    /** What is live; who began last comes first. */
    @Step
    public Answer feed(@Variable("call") HttpCall call) {
        int page = number(call, "page", 1, Integer.MAX_VALUE);
        int limit = number(call, "limit", 20, MOST_LISTED);
        Feed feed = broadcasts.feed(limit, (page - 1L) * limit);
        Map<StreamId, Integer> watching =
                viewers.of(feed.broadcasts().stream().map(Broadcast::id).toList());
        return Json.answer(
                200,
                new FeedPage(
                        feed.broadcasts().stream()
                                .map(one -> listed(one, watching.getOrDefault(one.id(), 0)))
                                .toList(),
                        feed.total(),
                        page,
                        limit,
                        (feed.total() + limit - 1) / limit));
    }

    /** One broadcast; its owner sees the key. */
    @Step
    public Answer detail(@Variable("call") HttpCall call) {
        Broadcast broadcast = find(call);
        return Json.answer(200, detail(broadcast, owns(call, broadcast)));
    }

    /** Where a browser publishes and plays, and what helps it through firewalls. */
    @Step
    public Answer webrtc(@Variable("call") HttpCall call) {
        Broadcast broadcast = find(call);
        Optional<Account> caller = signedIn.who(call);
        boolean owner = caller.filter(one -> one.id().equals(broadcast.owner())).isPresent();
        WebRtc shown =
                new WebRtc(
                        broadcast.id().value(),
                        broadcast.status().name(),
                        owner ? addresses.webrtcPublish(broadcast) : null,
                        addresses.webrtcPlay(broadcast),
                        addresses.whip(broadcast, owner),
                        addresses.whep(broadcast),
                        iceServers.of(caller.map(one -> one.id().toString()).orElse("guest")),
                        owner);
        return Json.answer(200, shown).with("Cache-Control", "no-store");
    }

    /** How many watch; none watch what nobody knows. */
    @Step
    public Answer viewers(@Variable("call") HttpCall call) {
        StreamId stream = id(call, "invalid_stream_id");
        return Json.answer(200, new ViewersNow(stream.value(), viewers.of(stream)));
    }

    /** Sessions, duration and viewers, for the owner. */
    @Step
    public Answer stats(@Variable("call") HttpCall call) {
        Account caller = signedIn.required(call);
        Broadcast broadcast = find(call);
        if (!caller.id().equals(broadcast.owner())) {
            throw new Denied("Only the owner of the stream sees its figures");
        }
        return Json.answer(200, stats.of(broadcast));
    }

    /** Whether SRS answers. */
    @Step
    public Answer srsHealth() {
        try {
            String version =
                    servers.first()
                            .orElseThrow(() -> new Unavailable("No SRS is configured"))
                            .api()
                            .version()
                            .version();
            return Json.answer(200, new SrsHealthy("healthy", "srs", version));
        } catch (Unavailable e) {
            String reason = String.valueOf(e.getMessage());
            return Json.answer(503, new SrsUnhealthy("unhealthy", "srs", reason));
        }
    }

    /** A browser wants to publish (WHIP). */
    @Step
    public Answer whip(@Variable("call") HttpCall call) {
        return webrtc.exchange(Wish.PUBLISH, call);
    }

    /** A browser wants to play (WHEP). */
    @Step
    public Answer whep(@Variable("call") HttpCall call) {
        return webrtc.exchange(Wish.PLAY, call);
    }

    /** A browser publishes or plays no longer. */
    @Step
    public Answer endWebRtc(@Variable("call") HttpCall call) {
        return webrtc.end(call);
    }

    /** Ends broadcasts that nobody has come back to within {@code BROADCAST_END_GRACE}. */
    @Step
    public void endIdle() {
        broadcasts.endIdle();
    }

    private Broadcast find(HttpCall call) {
        return broadcasts
                .byId(id(call, "invalid_id"))
                .orElseThrow(() -> new NotFound("Stream not found"));
    }

    private boolean owns(HttpCall call, Broadcast broadcast) {
        return signedIn.who(call).filter(one -> one.id().equals(broadcast.owner())).isPresent();
    }

    private Listed listed(Broadcast one, int watching) {
        return new Listed(
                one.id().value(),
                one.owner().value(),
                one.username(),
                one.title(),
                one.status().name(),
                watching,
                addresses.hls(one),
                Json.time(one.startedAt().orElse(one.createdAt())),
                Json.time(one.createdAt()));
    }

    private Detail detail(Broadcast one, boolean owner) {
        return new Detail(
                one.id().value(),
                one.owner().value(),
                one.username(),
                one.title(),
                one.description().orElse(null),
                one.status().name(),
                owner ? one.key().value() : null,
                owner ? addresses.rtmp(one) : null,
                owner ? addresses.webrtcPublish(one) : null,
                addresses.hls(one),
                one.status() == Broadcast.Status.LIVE ? viewers.of(one.id()) : 0,
                one.startedAt().map(Json::time).orElse(null),
                one.endedAt().map(Json::time).orElse(null),
                Json.time(one.createdAt()),
                owner);
    }

    private static StreamId id(HttpCall call, String code) {
        return call.pathVariable("id")
                .filter(text -> ID.matcher(text).matches())
                .map(text -> new StreamId(Long.parseLong(text)))
                .orElseThrow(
                        () -> Invalid.coded(code, "Stream ID must be a valid positive integer"));
    }

    private static int number(HttpCall call, String field, int unless, int most) {
        String text = call.query().fields().get(field);
        if (text == null) {
            return unless;
        }
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw Invalid.coded(
                    "invalid_params",
                    field
                            + " is a number from 1"
                            + (most == Integer.MAX_VALUE ? "" : " to " + most));
        }
        return number;
    }
}
