package io.serai.chat;

import io.serai.accounts.TieChanged;
import io.serai.chat.ChatAnswers.SettingsShown;
import io.serai.chat.ChatBanRepository.Removal;
import io.serai.chat.ChatRoomRepository.Pair;
import io.serai.chat.ChatRoomRepository.Standing;
import io.serai.chat.OpenRoom.Known;
import io.serai.common.StreamId;
import io.serai.common.UserId;
import io.serai.database.SqlBatch;
import io.serai.events.StreamsChanged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps the {@link Rulebook} in line with the database, and tells the people in the rooms what has
 * changed. Hints come from events and from ties that change on this node; what no hint told is
 * found by {@link #look}. Thread-safe.
 */
@Component
final class RulesWatch implements StreamsChanged, TieChanged {
    /** Rules of a chat in which nobody is are forgotten after that. */
    private static final Duration UNUSED = Duration.ofMinutes(2);

    private final Rulebook rules;
    private final ChatRoomRepository repository;
    private final ChatBanRepository bans;
    private final Rooms rooms;
    private final ModerationSettings settings;
    private final Clock clock;
    private volatile Runnable waker = () -> {};

    RulesWatch(
            Rulebook rules,
            ChatRoomRepository repository,
            ChatBanRepository bans,
            Rooms rooms,
            ModerationSettings settings,
            Clock clock) {
        this.rules = rules;
        this.repository = repository;
        this.bans = bans;
        this.rooms = rooms;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whom to wake when there is something to look at. */
    void wake(Runnable whom) {
        waker = whom;
    }

    @Override
    public void changed(Set<StreamId> streams) {
        if (streams.stream().anyMatch(rules.rooms()::containsKey)) {
            waker.run();
        }
    }

    /** Heard in the transaction of the tie; in force once that is committed. */
    @Override
    public void changed(UserId who, UserId whom, Kind kind, Instant at, SqlBatch batch) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        tied(who, whom, kind);
                    }
                });
    }

    /** Reads anew what is not as it is known, in one query if nothing has changed. */
    void look() {
        forgetUnused();
        Map<StreamId, OpenRoom> open = Map.copyOf(rules.rooms());
        if (open.isEmpty()) {
            return;
        }
        Map<StreamId, ChatRoom> now = repository.find(open.keySet());
        open.forEach(
                (stream, room) -> {
                    ChatRoom is = now.getOrDefault(stream, ChatRoom.UNKNOWN);
                    if (!is.equals(room.room())) {
                        apply(stream);
                    }
                });
    }

    /** Reads anew who follows and who is blocked: another node may know more. */
    void lookAtTies() {
        List<Pair> pairs = new ArrayList<>();
        rules.rooms()
                .values()
                .forEach(
                        room ->
                                room.room()
                                        .owner()
                                        .ifPresent(
                                                owner ->
                                                        room.standings()
                                                                .keySet()
                                                                .forEach(
                                                                        person ->
                                                                                pairs.add(
                                                                                        new Pair(
                                                                                                owner,
                                                                                                person)))));
        if (pairs.isEmpty()) {
            return;
        }
        Map<Pair, Standing> now = repository.standings(pairs);
        rules.rooms()
                .forEach(
                        (stream, room) ->
                                room.room()
                                        .owner()
                                        .ifPresent(owner -> learn(stream, room, owner, now)));
    }

    /** Brings one chat in line with the database, at once; nothing to do where nobody is in it. */
    void apply(StreamId stream) {
        OpenRoom open = rules.rooms().get(stream);
        if (open == null) {
            return;
        }
        synchronized (open) {
            Known before = open.known();
            Known read = rules.read(stream, Optional.of(before));
            // Later than the version: what is missed here comes with a newer one.
            List<Removal> removals = bans.removalsAfter(stream, before.lastRemoval());
            long last = removals.isEmpty() ? before.lastRemoval() : removals.getLast().id();
            open.learn(new Known(read.room(), read.bans(), last));
            removals.forEach(removal -> remove(stream, removal));
            putOut(stream, before, open.known());
            if (!shown(before.room()).equals(shown(read.room()))) {
                rooms.announce(stream, "CHAT_SETTINGS", shown(read.room()).frame());
            }
        }
    }

    /** The settings as people in the room see them. */
    SettingsShown shown(ChatRoom room) {
        return new SettingsShown(
                room.flags().enabled(),
                room.delay(settings.delay()).toSeconds(),
                room.flags().followersOnly(),
                room.slowModeSeconds());
    }

    private void remove(StreamId stream, Removal removal) {
        if (removal.message() == 0) {
            rooms.eraseUser(stream, removal.userId());
        } else {
            rooms.delete(stream, removal.message());
        }
    }

    private void putOut(StreamId stream, Known before, Known after) {
        Instant now = clock.instant();
        List<Ban> added =
                after.bans().values().stream()
                        .filter(ban -> ban.kind() == Ban.Kind.BAN && ban.holds(now))
                        .filter(ban -> !ban.equals(before.bans().get(ban.place())))
                        .toList();
        if (!added.isEmpty()) {
            rooms.expel(
                    stream,
                    member ->
                            !member.moderator()
                                    && added.stream().anyMatch(ban -> ban.whom().is(member)),
                    "You are banned from this chat.");
        }
    }

    private void tied(UserId who, UserId whom, Kind kind) {
        boolean block = kind == Kind.BLOCKED || kind == Kind.UNBLOCKED;
        UserId owner = block ? who : whom;
        UserId person = block ? whom : who;
        rules.rooms()
                .forEach(
                        (stream, room) -> {
                            if (room.isOwner(owner) && room.standings().containsKey(person)) {
                                Standing was = room.standing(person);
                                Standing is =
                                        switch (kind) {
                                            case FOLLOWED -> new Standing(true, was.blocked());
                                            case UNFOLLOWED -> new Standing(false, was.blocked());
                                            case BLOCKED -> new Standing(was.follows(), true);
                                            case UNBLOCKED -> new Standing(was.follows(), false);
                                        };
                                learn(stream, room, person, is);
                            }
                        });
    }

    private void learn(StreamId stream, OpenRoom room, UserId owner, Map<Pair, Standing> now) {
        for (UserId person : room.standings().keySet()) {
            Standing is = now.get(new Pair(owner, person));
            if (is != null) {
                learn(stream, room, person, is);
            }
        }
    }

    private void learn(StreamId stream, OpenRoom room, UserId person, Standing is) {
        Standing was = room.standing(person);
        room.standings().put(person, is);
        if (is.blocked() && !was.blocked()) {
            rooms.expel(
                    stream,
                    member ->
                            !member.moderator()
                                    && member.account()
                                            .or(() -> Rulebook.claimed(member.userId()))
                                            .filter(person::equals)
                                            .isPresent(),
                    "You are blocked by the owner of this stream.");
        }
    }

    private void forgetUnused() {
        Set<StreamId> open = rooms.open();
        Instant now = clock.instant();
        rules.rooms()
                .entrySet()
                .removeIf(
                        each -> {
                            if (open.contains(each.getKey())) {
                                each.getValue().use(now);
                            }
                            return each.getValue().unusedSince(now.minus(UNUSED));
                        });
    }
}
