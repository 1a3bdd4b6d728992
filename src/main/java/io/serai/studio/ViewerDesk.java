package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.accounts.People;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.UserId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import io.serai.common.http.JsonFields;
import io.serai.livekit.AccessTokens;
import io.serai.livekit.Grants;
import io.serai.livekit.LiveKit;
import io.serai.studio.Standing.Admission;
import io.serai.studio.StudioAnswers.RoomTicket;
import io.serai.studio.StudioAnswers.RoomToken;
import io.serai.studio.StudioAnswers.StudioPage;
import io.serai.studio.StudioAnswers.StudioStreams;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What viewers ask for, signed in or not. Thread-safe. */
@Component
final class ViewerDesk {
    private static final int USUAL_PAGE = 100;
    private static final int MOST_FOUND = 20;
    private static final int LONGEST_SEARCH = 100;
    private static final int LONGEST_NAME = 50;
    private static final int LONGEST_ID = 64;
    private static final String A_USER = "[1-9][0-9]{0,17}";

    private final StudioRepository repository;
    private final ListRepository lists;
    private final StandingRepository standings;
    private final People people;
    private final LiveKit liveKit;
    private final AccessTokens tokens;
    private final StudioLimits limits;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ViewerDesk(
            StudioRepository repository,
            ListRepository lists,
            StandingRepository standings,
            People people,
            LiveKit liveKit,
            AccessTokens tokens,
            StudioLimits limits,
            Clock clock) {
        this.repository = repository;
        this.lists = lists;
        this.standings = standings;
        this.people = people;
        this.liveKit = liveKit;
        this.tokens = tokens;
        this.limits = limits;
        this.clock = clock;
    }

    Answer stream(HttpCall call) {
        return call.pathVariable("username")
                .filter(ViewerDesk::isStorable)
                .flatMap(lists::byUsername)
                .map(shown -> Json.answer(200, StudioPage.of(shown)))
                .orElseThrow(
                        () ->
                                Refused.with(
                                        404,
                                        "Stream not found",
                                        "This creator does not have a stream configured"));
    }

    /**
     * A token for a creator's room.
     *
     * @throws Denied when the creator does not let this viewer in
     */
    Answer token(Optional<Account> viewer, HttpCall call) {
        JsonFields fields = JsonFields.ofOptional(call, Refused::invalid);
        if (fields.blank("hostId")) {
            throw new Invalid("Host ID is required");
        }
        if (viewer.isEmpty() && fields.blank("guestName")) {
            throw new Invalid("Guest name is required for anonymous viewers");
        }
        Optional<String> host = fields.line("hostId", 1, LONGEST_ID);
        Optional<String> guest =
                viewer.isPresent() ? Optional.empty() : fields.line("guestName", 1, LONGEST_NAME);
        fields.check();
        String url = liveKit.url();
        limits.takeToken(viewer, call);
        StudioStream stream = streamOf(host.orElseThrow());
        Standing standing = standing(viewer, stream.owner());
        Grants grants =
                switch (standing.admission(stream.chat())) {
                    case Admission.Admitted(Grants granted) -> granted;
                    case Admission.Refusal(String reason) -> throw new Denied(reason);
                };
        String name = viewer.map(ViewerDesk::nameOf).or(() -> guest).orElseThrow();
        String identity = identity(viewer, stream.owner());
        String token = tokens.token(identity, name, stream.owner().toString(), grants);
        return Json.answer(200, RoomToken.of(new RoomTicket(token, identity, name, url)));
    }

    Answer live(HttpCall call) {
        return Json.answer(200, StudioStreams.of(lists.live(Page.of(call, USUAL_PAGE))));
    }

    Answer following(Account viewer, HttpCall call) {
        return Json.answer(
                200, StudioStreams.of(lists.following(viewer.id(), Page.of(call, USUAL_PAGE))));
    }

    Answer recommended(Optional<Account> viewer, HttpCall call) {
        List<ShownStream> streams =
                lists.recommended(viewer.map(Account::id), Page.of(call, USUAL_PAGE));
        String message =
                viewer.isPresent()
                        ? "Live streams, those of creators whom you follow first"
                        : "Live streams, the most watched first";
        return Json.answer(200, StudioStreams.of(streams, message, null));
    }

    Answer search(HttpCall call) {
        String text =
                call.query("q")
                        .map(String::strip)
                        .filter(query -> !query.isEmpty())
                        .orElseThrow(() -> new Invalid("Search query is required"));
        boolean possible =
                isStorable(text) && text.codePointCount(0, text.length()) <= LONGEST_SEARCH;
        return Json.answer(
                200,
                StudioStreams.of(
                        possible ? lists.search(SearchText.of(text), MOST_FOUND) : List.of(),
                        null,
                        text));
    }

    private StudioStream streamOf(String host) {
        Account creator =
                Optional.of(host)
                        .filter(text -> text.matches(A_USER))
                        .flatMap(text -> people.byId(new UserId(Long.parseLong(text))))
                        .orElseThrow(() -> new Denied("Host not found"));
        return repository.byOwner(creator.id()).orElseThrow(() -> new Denied("Stream not found"));
    }

    private Standing standing(Optional<Account> viewer, UserId creator) {
        if (viewer.isEmpty()) {
            return new Standing.Guest();
        }
        UserId id = viewer.get().id();
        return id.equals(creator) ? new Standing.Host() : standings.of(id, creator);
    }

    private String identity(Optional<Account> viewer, UserId creator) {
        if (viewer.isEmpty()) {
            return Identity.guest(clock.millis(), random.nextLong());
        }
        UserId id = viewer.get().id();
        return id.equals(creator) ? Identity.host(id) : id.toString();
    }

    private static String nameOf(Account viewer) {
        return viewer.name().isBlank() ? viewer.username() : viewer.name();
    }

    /** PostgreSQL takes no NUL; nothing is called so. */
    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0;
    }
}
