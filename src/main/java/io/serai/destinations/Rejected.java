package io.serai.destinations;

import io.serai.common.http.Answer;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.Json;
import io.serai.common.http.WithAnswer;
import java.util.List;

/** A request whose fields are not as they have to be, told field by field as StreamHelper does. */
final class Rejected extends RuntimeException implements WithAnswer {
    private static final long serialVersionUID = 1L;

    private static final String VALIDATION = "Validation failed";

    private final transient Rejection problem;

    private Rejected(Rejection problem) {
        super(problem.message());
        this.problem = problem;
    }

    /** The body of the answer. */
    record Rejection(String error, String message, List<FieldIssue> details) {
        Rejection {
            details = List.copyOf(details);
        }
    }

    static Rejected because(List<FieldIssue> issues) {
        String message =
                "%s: %d error%s detected in body"
                        .formatted(VALIDATION, issues.size(), issues.size() == 1 ? "" : "s");
        return new Rejected(new Rejection(VALIDATION, message, issues));
    }

    @Override
    public Answer answer() {
        return Json.answer(400, problem);
    }
}
