package io.serai.accounts;

import io.serai.accounts.AccountJson.Issue;
import java.util.List;

/** What somebody sent breaks rules of its form. */
final class FormProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Issue> issues;

    FormProblem(List<Issue> issues) {
        super(issues.toString());
        this.issues = List.copyOf(issues);
    }

    List<Issue> issues() {
        return issues;
    }
}
