package io.serai.studio;

import io.serai.common.http.FieldIssue;
import io.serai.common.http.HttpCall;
import java.util.ArrayList;
import java.util.List;

/** Which part of a list is asked for. */
record Page(int limit, int offset) {
    private static final int MOST = 100;
    private static final int FURTHEST = 1_000_000;

    /**
     * The call's {@code limit} (1 to 100) and {@code offset} (from 0).
     *
     * @throws Refused when one of them is no such number
     */
    static Page of(HttpCall call, int usual) {
        List<FieldIssue> issues = new ArrayList<>();
        int limit = number(call, "limit", usual, 1, MOST, issues);
        int offset = number(call, "offset", 0, 0, FURTHEST, issues);
        if (!issues.isEmpty()) {
            throw Refused.invalid(issues);
        }
        return new Page(limit, offset);
    }

    /** A whole number of the query between two bounds; what is wrong with it is noted. */
    static int number(
            HttpCall call, String name, int absent, int least, int most, List<FieldIssue> issues) {
        String text = call.query(name).orElse(Integer.toString(absent));
        if (!text.matches("-?[0-9]{1,9}")) {
            issues.add(new FieldIssue("invalid_type", List.of(name), "Expected a whole number"));
            return absent;
        }
        int number = Integer.parseInt(text);
        if (number < least) {
            issues.add(
                    new FieldIssue(
                            "too_small",
                            List.of(name),
                            "Number must be greater than or equal to " + least));
        } else if (number > most) {
            issues.add(
                    new FieldIssue(
                            "too_big",
                            List.of(name),
                            "Number must be less than or equal to " + most));
        }
        return number;
    }
}
