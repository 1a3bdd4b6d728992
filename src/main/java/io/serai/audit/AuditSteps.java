package io.serai.audit;

import io.serai.audit.AuditRepository.Wanted;
import io.serai.common.ControlException.Invalid;
import io.serai.common.Step;
import io.serai.common.UserId;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What routes call about the audit log. Thread-safe. */
@Component("audit")
public final class AuditSteps {
    private static final Logger log = LoggerFactory.getLogger(AuditSteps.class);

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;
    private static final int REMOVED_AT_ONCE = 5000;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final AuditRepository entries;
    private final AuditSettings settings;
    private final Clock clock;

    AuditSteps(AuditRepository entries, AuditSettings settings, Clock clock) {
        this.entries = entries;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What was done, newest first: {@code actor} an account's id, or admin-token, nobody or serai;
     * {@code kind}, {@code id} and {@code action} as they were written; {@code limit} 1 to 500,
     * {@code before} the {@code next} of the page before.
     */
    @Step
    public Answer list(@Variable("call") HttpCall call) {
        Optional<String> actor = call.query("actor");
        Optional<UserId> account =
                actor.filter(text -> NUMBER.matcher(text).matches())
                        .map(text -> new UserId(Long.parseLong(text)));
        Wanted wanted =
                new Wanted(
                        account,
                        actor.filter(text -> account.isEmpty()).map(AuditSteps::actor),
                        word(call, "kind"),
                        word(call, "id"),
                        word(call, "action"));
        int limit = (int) number(call, "limit", DEFAULT_LIMIT);
        if (limit > MOST) {
            throw new Invalid("limit is at most " + MOST);
        }
        long before = number(call, "before", Long.MAX_VALUE);
        return Json.answer(200, AuditPage.of(entries.newest(wanted, before, limit + 1), limit));
    }

    /** Removes entries that are older than they are kept. */
    @Step
    public void prune() {
        int removed = 0;
        int last;
        do {
            last = entries.removeBefore(clock.instant().minus(settings.keep()), REMOVED_AT_ONCE);
            removed += last;
        } while (last > 0);
        if (removed > 0) {
            log.info("audit.pruned entries={}", removed);
        }
    }

    /** Accounts are asked for by their ids. */
    private static Actor.Kind actor(String text) {
        return Actor.Kind.of(text)
                .filter(kind -> kind != Actor.Kind.ACCOUNT)
                .orElseThrow(
                        () ->
                                new Invalid(
                                        "actor is an account's id, admin-token, nobody or serai"));
    }

    private static Optional<String> word(HttpCall call, String name) {
        Optional<String> text = call.query(name);
        if (text.filter(found -> !AuditEntry.isId(found)).isPresent()) {
            throw new Invalid(name + " has at most " + AuditEntry.LONGEST_ID + " characters");
        }
        return text;
    }

    private static long number(HttpCall call, String name, long otherwise) {
        Optional<String> text = call.query(name);
        if (text.filter(found -> !NUMBER.matcher(found).matches()).isPresent()) {
            throw new Invalid(name + " is a positive number");
        }
        return text.map(Long::parseLong).orElse(otherwise);
    }
}
