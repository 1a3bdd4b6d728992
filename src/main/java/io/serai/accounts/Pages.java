package io.serai.accounts;

import io.serai.accounts.AccountJson.ApplicationPage;
import io.serai.accounts.AccountJson.ShownApplication;
import io.serai.accounts.AccountJson.ShownUser;
import io.serai.accounts.AccountJson.UserPage;
import io.serai.common.ControlException.Invalid;
import io.serai.common.UserId;
import io.serai.common.http.HttpCall;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists for admins, in pages that follow each other by ids. */
final class Pages {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int USUAL = 50;
    private static final int MOST = 500;
    private static final int LONGEST_QUERY = 254;

    private final Users users;
    private final Applications applications;

    Pages(Users users, Applications applications) {
        this.users = users;
        this.applications = applications;
    }

    /**
     * @throws Invalid when a parameter breaks a rule of its form
     */
    UserPage users(HttpCall call) {
        String begin = call.query("query").orElse("").strip().toLowerCase(Locale.ROOT);
        if (begin.length() > LONGEST_QUERY || begin.indexOf('\0') >= 0) {
            throw new Invalid("query is the beginning of a name, at most 254 characters");
        }
        int most = most(call);
        List<AccountRow> found = users.page(begin, before(call), most + 1);
        return new UserPage(
                found.stream().limit(most).map(ShownUser::of).toList(),
                found.size() > most ? found.get(most - 1).id().toString() : null);
    }

    /**
     * @throws Invalid when a parameter breaks a rule of its form
     */
    ApplicationPage applications(HttpCall call) {
        List<ApplicationStatus> states =
                call.query("status")
                        .map(text -> List.of(status(text)))
                        .orElse(List.of(ApplicationStatus.values()));
        int most = most(call);
        List<CreatorApplication> found = applications.page(states, before(call), most + 1);
        Map<UserId, AccountRow> people =
                users.byIds(found.stream().map(CreatorApplication::account).toList());
        List<ShownApplication> shown =
                found.stream()
                        .limit(most)
                        .map(each -> ShownApplication.of(each, people.get(each.account())))
                        .toList();
        return new ApplicationPage(
                shown, found.size() > most ? Long.toString(found.get(most - 1).id()) : null);
    }

    private static ApplicationStatus status(String text) {
        return Arrays.stream(ApplicationStatus.values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new Invalid("status is PENDING, APPROVED or REJECTED"));
    }

    private static int most(HttpCall call) {
        long most = number(call, "limit").orElse((long) USUAL);
        if (most > MOST) {
            throw new Invalid("limit is a number from 1 to 500");
        }
        return (int) most;
    }

    private static long before(HttpCall call) {
        return number(call, "before").orElse(Long.MAX_VALUE);
    }

    private static Optional<Long> number(HttpCall call, String name) {
        Optional<String> text = call.query(name);
        if (text.isPresent() && !NUMBER.matcher(text.get()).matches()) {
            throw new Invalid(
                    name.equals("limit")
                            ? "limit is a number from 1 to 500"
                            : "before is the \"next\" of the page before");
        }
        return text.map(Long::valueOf);
    }
}
