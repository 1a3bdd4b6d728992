package io.serai.chat;

import io.serai.accounts.Account;
import io.serai.accounts.SignedIn;
import io.serai.audit.Actor;
import io.serai.chat.Ban.Kind;
import io.serai.chat.Ban.Target;
import io.serai.chat.Ban.Whom;
import io.serai.chat.ChatAnswers.BansShown;
import io.serai.chat.ChatAnswers.Erased;
import io.serai.chat.ChatAnswers.MessagesPage;
import io.serai.chat.ChatAnswers.TicketShown;
import io.serai.chat.ChatMessageRepository.Written;
import io.serai.chat.ChatTickets.Ticket;
import io.serai.common.Step;
import io.serai.common.StreamId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/** What routes call about chats: moderation by REST, and answers to what is said. Thread-safe. */
@Component("chat")
public final class ChatSteps {
    private static final Actor ROUTES = Actor.part("chat-routes");

    private final ChatModeration moderation;
    private final ChatErasure erasure;
    private final ChatModerators moderators;
    private final StoredHistory history;
    private final ChatTickets tickets;
    private final ChatTidy tidy;
    private final RoomVoice voice;
    private final RulesWatch watch;
    private final ModerationSettings settings;
    private final SignedIn signedIn;
    private final RateLimiter ticketLimit;
    private final Clock clock;

    ChatSteps(
            ChatModeration moderation,
            ChatErasure erasure,
            ChatModerators moderators,
            StoredHistory history,
            ChatTickets tickets,
            ChatTidy tidy,
            RoomVoice voice,
            RulesWatch watch,
            ModerationSettings settings,
            SignedIn signedIn,
            RateLimits limits,
            Clock clock) {
        this.moderation = moderation;
        this.erasure = erasure;
        this.moderators = moderators;
        this.history = history;
        this.tickets = tickets;
        this.tidy = tidy;
        this.voice = voice;
        this.watch = watch;
        this.settings = settings;
        this.signedIn = signedIn;
        this.ticketLimit = limits.limiter("chat-tickets", settings.ticketLimit());
        this.clock = clock;
    }

    /** A ticket for the chat, with the name of whoever is signed in. */
    @Step
    public Answer ticket(@Variable("call") HttpCall call) {
        Account account = signedIn.required(call);
        StreamId stream = ChatPath.stream(call);
        ticketLimit.take(account.id().toString(), "Too many tickets");
        // What a gateway says makes nobody an admin.
        boolean admin = signedIn.holder(call).filter(one -> one.admin()).isPresent();
        Ticket ticket = tickets.make(stream, account, admin, clock.instant());
        return Json.answer(200, new TicketShown(ticket.text(), Json.time(ticket.end())))
                .with("Cache-Control", "no-store");
    }

    /** What was said, newest first; moderators see what was deleted, too. */
    @Step
    public Answer messages(@Variable("call") HttpCall call) {
        StreamId stream = ChatPath.stream(call);
        int limit = (int) ChatPath.number(call, "limit", 50, 200);
        long before = ChatPath.number(call, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        ChatRoom room = moderators.room(stream);
        boolean moderator = moderators.is(call, room);
        if (settings.tickets() == ModerationSettings.Tickets.REQUIRED && !moderator) {
            signedIn.required(call);
        }
        List<Written> found = history.page(stream, room, before, limit + 1, moderator);
        return Json.answer(
                200,
                new MessagesPage(
                        found.stream()
                                .limit(limit)
                                .map(one -> ChatAnswers.shown(one, moderator))
                                .toList(),
                        found.size() > limit));
    }

    /** Takes a message away. */
    @Step
    public Answer removeMessage(@Variable("call") HttpCall call) {
        StreamId stream = ChatPath.stream(call);
        Actor actor = moderators.required(call, stream);
        erasure.delete(stream, ChatPath.message(call), actor);
        return Answer.empty(204);
    }

    /** What the chat is like. */
    @Step
    public Answer settings(@Variable("call") HttpCall call) {
        return Json.answer(200, watch.shown(moderators.room(ChatPath.stream(call))));
    }

    /** Changes what the chat is like. */
    @Step
    public Answer changeSettings(@Variable("call") HttpCall call) {
        StreamId stream = ChatPath.stream(call);
        Actor actor = moderators.required(call, stream);
        return Json.answer(
                200, watch.shown(moderation.change(stream, ChatForm.settings(call), actor)));
    }

    /** Who may not enter or write. */
    @Step
    public Answer bans(@Variable("call") HttpCall call) {
        StreamId stream = ChatPath.stream(call);
        moderators.required(call, stream);
        return Json.answer(
                200,
                new BansShown(moderation.bans(stream).stream().map(ChatAnswers::shown).toList()));
    }

    /** Puts a user out. */
    @Step
    public Answer banUser(@Variable("call") HttpCall call) {
        return put(call, Kind.BAN, Target.USER);
    }

    /** Puts everybody out who comes from an address. */
    @Step
    public Answer banAddress(@Variable("call") HttpCall call) {
        return put(call, Kind.BAN, Target.ADDRESS);
    }

    /** Lets a user in again. */
    @Step
    public Answer unbanUser(@Variable("call") HttpCall call) {
        return remove(call, Kind.BAN, Target.USER);
    }

    /** Lets those in again who come from an address. */
    @Step
    public Answer unbanAddress(@Variable("call") HttpCall call) {
        return remove(call, Kind.BAN, Target.ADDRESS);
    }

    /** Lets a user not write for a while. */
    @Step
    public Answer timeOutUser(@Variable("call") HttpCall call) {
        return put(call, Kind.TIMEOUT, Target.USER);
    }

    /** Lets nobody write for a while who comes from an address. */
    @Step
    public Answer timeOutAddress(@Variable("call") HttpCall call) {
        return put(call, Kind.TIMEOUT, Target.ADDRESS);
    }

    /** Lets a user write again. */
    @Step
    public Answer endTimeoutOfUser(@Variable("call") HttpCall call) {
        return remove(call, Kind.TIMEOUT, Target.USER);
    }

    /** Lets those write again who come from an address. */
    @Step
    public Answer endTimeoutOfAddress(@Variable("call") HttpCall call) {
        return remove(call, Kind.TIMEOUT, Target.ADDRESS);
    }

    /** Erases what a user has said in one chat. */
    @Step
    public Answer erase(@Variable("call") HttpCall call) {
        StreamId stream = ChatPath.stream(call);
        Actor actor = moderators.required(call, stream);
        return Json.answer(200, new Erased(erasure.erase(stream, ChatPath.user(call), actor)));
    }

    /** Erases what a user has said anywhere. */
    @Step
    public Answer eraseEverywhere(@Variable("call") HttpCall call) {
        return Json.answer(
                200, new Erased(erasure.eraseEverywhere(ChatPath.user(call), Actor.of(call))));
    }

    /** Removes what is older than it is kept. */
    @Step
    public void prune() {
        tidy.prune();
    }

    /** Takes the message away that the route was given. */
    @Step
    public void deleteMessage(@Body ChatLine line) {
        erasure.delete(line.stream(), line.id(), ROUTES);
    }

    /** Says in the chat how long the stream is on air. */
    @Step
    public void sayUptime(@Body ChatLine line) {
        voice.sayUptime(line.stream());
    }

    /** Says the body in the chat of the message that the route was given. */
    @Step
    public void say(@Body String text, @Variable("streamId") long stream) {
        voice.say(new StreamId(stream), text);
    }

    private Answer put(HttpCall call, Kind kind, Target target) {
        StreamId stream = ChatPath.stream(call);
        Actor actor = moderators.required(call, stream);
        Whom whom = ChatPath.whom(call, target);
        ChatForm.Sentence sentence =
                switch (kind) {
                    case BAN -> ChatForm.ban(call);
                    case TIMEOUT -> ChatForm.timeout(call);
                };
        return Json.answer(
                200, ChatAnswers.shown(moderation.put(stream, kind, whom, sentence, actor)));
    }

    private Answer remove(HttpCall call, Kind kind, Target target) {
        StreamId stream = ChatPath.stream(call);
        Actor actor = moderators.required(call, stream);
        moderation.remove(stream, kind, ChatPath.whom(call, target), actor);
        return Answer.empty(204);
    }
}
