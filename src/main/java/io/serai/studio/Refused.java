package io.serai.studio;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.http.Answer;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.Json;
import io.serai.common.http.WithAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that can't be done, with what StreamIt's clients read besides the error's text. */
final class Refused extends RuntimeException implements WithAnswer {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient StudioProblem problem;

    private Refused(int status, StudioProblem problem) {
        super(problem.error());
        this.status = status;
        this.problem = problem;
    }

    /**
     * The body of the answer.
     *
     * @param message what to do about it
     * @param applicationStatus of a creator who is not approved
     * @param details what is wrong with which field
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StudioProblem(
            boolean success,
            String error,
            @Nullable String message,
            @Nullable String applicationStatus,
            @Nullable List<FieldIssue> details) {}

    static Refused with(int status, String error, String message) {
        return new Refused(status, new StudioProblem(false, error, message, null, null));
    }

    static Refused invalid(List<FieldIssue> issues) {
        return new Refused(
                400, new StudioProblem(false, "Validation error", null, null, List.copyOf(issues)));
    }

    /**
     * @param status of the application, if there is one
     */
    static Refused noCreator(Optional<String> status) {
        String message =
                status.isEmpty()
                        ? "Apply as a creator first"
                        : "Your application as a creator is not approved";
        return new Refused(
                403,
                new StudioProblem(
                        false,
                        "Creator access required. Please apply and get approved.",
                        message,
                        status.orElse(null),
                        null));
    }

    @Override
    public Answer answer() {
        return Json.answer(status, problem);
    }
}
