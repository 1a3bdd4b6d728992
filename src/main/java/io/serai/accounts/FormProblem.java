package io.serai.accounts;

import io.serai.common.http.FieldIssue;
import java.util.List;

/** What somebody sent breaks rules of its form. */
final class FormProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldIssue> issues;

    FormProblem(List<FieldIssue> issues) {
        super(issues.toString());
        this.issues = List.copyOf(issues);
    }

    List<FieldIssue> issues() {
        return issues;
    }
}
