package io.serai.accounts;

import io.serai.accounts.AccountJson.ValidationError;
import io.serai.common.http.Answer;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.Json;
import io.serai.common.http.WithAnswer;
import java.util.List;

/** What somebody sent breaks rules of its form. */
final class FormProblem extends RuntimeException implements WithAnswer {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldIssue> issues;

    FormProblem(List<FieldIssue> issues) {
        super(issues.toString());
        this.issues = List.copyOf(issues);
    }

    @Override
    public Answer answer() {
        return Json.answer(400, new ValidationError(false, "Validation error", issues));
    }
}
