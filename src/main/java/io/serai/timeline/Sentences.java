package io.serai.timeline;

import io.serai.timeline.HistoryRepository.Delivery;
import io.serai.timeline.HistoryRepository.Event;
import io.serai.timeline.HistoryRepository.Moment;
import io.serai.timeline.NoteRepository.Note;
import io.serai.timeline.Row.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** What an entry says in a sentence. Pure functions. */
final class Sentences {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private Sentences() {}

    static String clock(Instant instant) {
        return CLOCK.format(instant);
    }

    static String note(Note note) {
        Told told = note.told();
        String sentence =
                switch (told.kind()) {
                    case HOOK -> hook(told) + who(told);
                    case FINDING -> finding(told);
                    case GAP -> gap(note);
                };
        boolean repeated = note.times() > 1 && told.kind() != Row.Kind.GAP;
        return repeated
                ? sentence + "; %d times until %s".formatted(note.times(), clock(note.lastAt()))
                : sentence;
    }

    private static String hook(Told told) {
        if (!told.accepted()) {
            return told.what() + " refused: " + why(told);
        }
        if (told.word().equals("unknown_stream")) {
            return told.what() + ": of a stream that nobody knows";
        }
        if (!told.word().equals("accepted")) {
            return told.what() + " accepted although it failed: " + told.note();
        }
        return told.what()
                + switch (told.rule()) {
                    case "opened" -> " accepted: goes on air";
                    case "replaced", "re_fenced" -> " accepted: takes over from one who is gone";
                    case "contends" ->
                            " accepted beside the one on air: the media server lets one of them in";
                    case "duplicate" -> " accepted: is on air already";
                    case "ended" -> ": the session has ended";
                    case "promoted" -> ": gone; the one who waited takes over";
                    case "refuted" -> ": of the second one, whom the media server turned away";
                    case "stale_end" -> ": late, of an older publisher; nothing changes";
                    case "not_on_air" -> ": nobody was on air";
                    case "alive" -> ": is still there";
                    default -> ": nothing changes";
                };
    }

    /** Why a hook was refused. */
    static String why(Told told) {
        return switch (told.word()) {
            case "unknown_stream" -> "no stream has this name";
            case "denied" -> told.note() + " (called from " + told.caller() + ")";
            default -> told.note();
        };
    }

    private static String who(Told told) {
        List<String> parts = new ArrayList<>();
        parts.add(told.server());
        if (!told.client().isEmpty()) {
            parts.add("client " + told.client());
        }
        if (!told.address().isEmpty()) {
            parts.add("from " + told.address());
        }
        if (!told.protocol().isEmpty()) {
            parts.add(told.protocol());
        }
        parts.add(told.tookMs() + " ms");
        return " (" + String.join(", ", parts) + ")";
    }

    private static String finding(Told told) {
        String server = told.server();
        String sight = sight(told.word(), server);
        if (!told.changed()) {
            return told.rule().equals("suspect") ? sight + "; still suspect" : sight;
        }
        return sight
                + switch (told.rule()) {
                    case "suspect" -> ": suspect from now on";
                    case "ended" -> ": the session has ended";
                    case "promoted" -> ": the one who waited takes over";
                    case "re_fenced", "replaced" -> ": the session goes on with that publisher";
                    case "opened" -> " without a session: one is opened";
                    default -> ": no doubt is left";
                };
    }

    /** How a media server shows a publisher. */
    static String sight(String word, String server) {
        return switch (word) {
            case "listed" -> server + " lists its publisher";
            case "without_media" -> server + " lists its publisher, but no media comes";
            case "not_listed" -> server + " no longer lists it";
            case "other_publisher" -> server + " lists another publisher";
            case "other_process" -> server + " was started anew";
            case "other_server" -> "another media server answers in the place of " + server;
            case "unreachable" -> server + " can't be asked";
            case "no_api" -> server + " has nothing that could be asked";
            case "updates" -> server + " sends updates of it";
            case "silent" -> server + " has stopped to send updates of it";
            default -> server + " has written media of it";
        };
    }

    private static String gap(Note note) {
        return switch (note.told().word()) {
            case "names" ->
                    "%d notes about unknown names are missing, there were too many names"
                            .formatted(note.times());
            default ->
                    "%d notes of all streams are missing until %s, more came than could be written"
                            .formatted(note.times(), clock(note.lastAt()));
        };
    }

    static String moment(Moment moment) {
        long id = moment.place().id();
        String who = "client %s at %s".formatted(moment.client(), moment.source());
        return switch (moment.what()) {
            case "opened" -> "session %d on air: %s, %s".formatted(id, who, moment.protocol());
            case "contends" -> "session %d waits beside the one on air: %s".formatted(id, who);
            case "suspect" -> "session %d suspect, it may come back: %s".formatted(id, who);
            default ->
                    "session %d ended after %s: %s"
                            .formatted(
                                    id,
                                    span(Duration.between(moment.startedAt(), moment.place().at())),
                                    ended(moment.reason()));
        };
    }

    static String ended(String reason) {
        return reason.equals("lost") ? "it was lost" : "its publisher left";
    }

    static String event(Event event) {
        String broadcast =
                event.broadcast().isPresent() ? " broadcast " + event.broadcast().getAsLong() : "";
        return event.type()
                + broadcast
                + (event.reason().isEmpty() ? "" : " (" + event.reason() + ")");
    }

    static String delivery(Delivery delivery) {
        String failures =
                delivery.attempts() == 0 ? "" : ", %d failed before".formatted(delivery.attempts());
        String error = delivery.lastError().isEmpty() ? "" : ": " + delivery.lastError();
        String event = delivery.type().isEmpty() ? "an event" : delivery.type();
        String state =
                switch (delivery.state()) {
                    case "done" ->
                            "done at " + clock(delivery.finishedAt().orElseThrow()) + failures;
                    case "parked" ->
                            "parked after %d failures%s".formatted(delivery.attempts(), error);
                    default ->
                            delivery.attempts() == 0 && delivery.nextAt().isEmpty()
                                    ? "waits behind an earlier one"
                                    : "%s, next attempt %s%s"
                                            .formatted(
                                                    delivery.attempts() == 0
                                                            ? "under way or due"
                                                            : delivery.attempts() + " failed",
                                                    delivery.nextAt()
                                                            .map(Sentences::clock)
                                                            .orElse("later"),
                                                    error);
                };
        return "%s gets %s: %s%s"
                .formatted(
                        delivery.reaction(),
                        event,
                        state,
                        delivery.replayed() ? " (delivered again)" : "");
    }

    /** A length of time as people say it. */
    static String span(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 120 * 60) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }
}
