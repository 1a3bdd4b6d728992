package io.serai.accounts;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.HttpCall;
import io.serai.common.http.JsonFields;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads what people send about themselves, and says everything that is wrong with it at once. */
final class AccountForm {
    static final int SHORTEST_PASSWORD = 8;

    private static final Pattern USERNAME = Pattern.compile("[a-z0-9_]{3,32}");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");
    private static final int LONGEST_NAME = 100;

    private AccountForm() {}

    /** An e-mail address and a password. */
    record Pair(String email, String password) {
        @Override
        public String toString() {
            return "e-mail address and password";
        }
    }

    record PasswordChange(String current, String wanted) {
        @Override
        public String toString() {
            return "change of a password";
        }
    }

    /**
     * @throws Invalid when the body is no JSON
     * @throws FormProblem when it breaks the rules of the form
     */
    static SignUp signUp(HttpCall call) {
        JsonFields fields = fields(call).require("name", "email", "password", "username");
        Optional<String> name = fields.line("name", 1, LONGEST_NAME);
        Optional<String> email = text(fields, "email", "an e-mail address", AccountForm::isEmail);
        Optional<String> password = newPassword(fields, "password");
        Optional<String> username =
                text(
                        fields,
                        "username",
                        "3 to 32 of a to z, 0 to 9 and _",
                        AccountForm::isUsername);
        Optional<String> image = fields.blank("image") ? Optional.empty() : fields.url("image");
        fields.check();
        return new SignUp(
                name.orElseThrow(),
                username.orElseThrow(),
                canonical(email.orElseThrow()),
                password.orElseThrow(),
                image);
    }

    /**
     * @throws Invalid when the body is no JSON
     * @throws FormProblem when it breaks the rules of the form
     */
    static Pair signIn(HttpCall call) {
        JsonFields fields = fields(call).require("email", "password");
        // What could be no address or password is only a wrong one here.
        Optional<String> email = fields.text("email");
        Optional<String> password = fields.text("password");
        fields.check();
        return new Pair(email.orElseThrow(), password.orElseThrow());
    }

    /**
     * @throws Invalid when the body is no JSON
     * @throws FormProblem when it breaks the rules of the form
     */
    static PasswordChange passwordChange(HttpCall call) {
        JsonFields fields = fields(call).require("currentPassword", "newPassword");
        Optional<String> current = fields.text("currentPassword");
        Optional<String> wanted = newPassword(fields, "newPassword");
        fields.check();
        return new PasswordChange(current.orElseThrow(), wanted.orElseThrow());
    }

    /**
     * @throws Invalid when the body names no role
     */
    static Role role(HttpCall call) {
        return JsonFields.of(call, issues -> noRole())
                .text("role")
                .flatMap(Role::of)
                .orElseThrow(AccountForm::noRole);
    }

    /** The one form of an e-mail address by which accounts are told apart. */
    static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static boolean isUsername(String text) {
        return USERNAME.matcher(text).matches();
    }

    private static Invalid noRole() {
        return new Invalid("\"role\" has to be \"user\" or \"admin\"");
    }

    private static JsonFields fields(HttpCall call) {
        return JsonFields.of(call, FormProblem::new);
    }

    private static Optional<String> text(
            JsonFields fields, String name, String rule, Predicate<String> holds) {
        Optional<String> text = fields.text(name);
        if (text.filter(holds.negate()).isPresent()) {
            fields.issue("invalid_string", name, "Expected " + rule);
            return Optional.empty();
        }
        return text;
    }

    private static Optional<String> newPassword(JsonFields fields, String name) {
        Optional<String> password =
                text(fields, name, "a text without a NUL", text -> text.indexOf('\0') < 0);
        password.filter(text -> text.codePointCount(0, text.length()) < SHORTEST_PASSWORD)
                .ifPresent(
                        text ->
                                fields.issue(
                                        "too_small", name, "A password has at least 8 characters"));
        password.filter(Passwords::isTooLong)
                .ifPresent(
                        text ->
                                fields.issue(
                                        "too_big",
                                        name,
                                        "A password has at most 72 bytes in UTF-8"));
        return password;
    }

    static boolean isEmail(String text) {
        return EMAIL.matcher(text.strip()).matches();
    }
}
