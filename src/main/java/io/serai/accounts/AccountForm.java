package io.serai.accounts;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.accounts.AccountJson.Issue;
import io.serai.common.ControlException.Invalid;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads what people send about themselves, and says everything that is wrong with it at once. */
final class AccountForm {
    static final int SHORTEST_PASSWORD = 8;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final Pattern USERNAME = Pattern.compile("[a-z0-9_]{3,32}");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_IMAGE = 2048;
    private static final Set<String> WEB = Set.of("http", "https");

    private final JsonNode body;
    private final List<Issue> issues = new ArrayList<>();

    private AccountForm(JsonNode body) {
        this.body = body;
    }

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
     * @throws Invalid when the body is no JSON object
     */
    static SignUp signUp(byte[] body) throws FormProblem {
        AccountForm form = of(body);
        String name =
                form.text("name", "1 to 100 characters", AccountForm::isName)
                        .map(String::strip)
                        .orElse("");
        String email = form.text("email", "an e-mail address", AccountForm::isEmail).orElse("");
        String password = form.newPassword("password");
        String username =
                form.text(
                                "username",
                                "3 to 32 of a to z, 0 to 9 and _",
                                text -> USERNAME.matcher(text).matches())
                        .orElse("");
        Optional<String> image =
                form.has("image")
                        ? form.text("image", "an http or https address", AccountForm::isAddress)
                        : Optional.empty();
        form.check();
        return new SignUp(name, username, canonical(email), password, image);
    }

    /**
     * @throws Invalid when the body is no JSON object
     */
    static Pair signIn(byte[] body) throws FormProblem {
        AccountForm form = of(body);
        // What could be no address or password is only a wrong one here.
        Optional<String> email = form.text("email", "a text", text -> true);
        Optional<String> password = form.text("password", "a text", text -> true);
        form.check();
        return new Pair(email.orElse(""), password.orElse(""));
    }

    /**
     * @throws Invalid when the body is no JSON object
     */
    static PasswordChange passwordChange(byte[] body) throws FormProblem {
        AccountForm form = of(body);
        Optional<String> current = form.text("currentPassword", "a text", text -> true);
        String wanted = form.newPassword("newPassword");
        form.check();
        return new PasswordChange(current.orElse(""), wanted);
    }

    /**
     * @throws Invalid when the body names no role
     */
    static Role role(byte[] body) {
        return Optional.ofNullable(of(body).body.get("role"))
                .filter(JsonNode::isTextual)
                .flatMap(text -> Role.of(text.textValue()))
                .orElseThrow(() -> new Invalid("\"role\" has to be \"user\" or \"admin\""));
    }

    /** The one form of an e-mail address by which accounts are told apart. */
    static String canonical(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static boolean isUsername(String text) {
        return USERNAME.matcher(text).matches();
    }

    private static AccountForm of(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()) {
                return new AccountForm(node);
            }
        } catch (IOException damaged) {
            throw new Invalid("The request body is not valid JSON", damaged);
        }
        throw new Invalid("The request body is not a JSON object");
    }

    private boolean has(String field) {
        return body.hasNonNull(field);
    }

    private Optional<String> text(String field, String rule, Predicate<String> holds) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            issue("invalid_type", field, "Required");
        } else if (!value.isTextual()) {
            issue("invalid_type", field, "Expected a text");
        } else if (!holds.test(value.textValue())) {
            issue("invalid_string", field, "Expected " + rule);
        } else {
            return Optional.of(value.textValue());
        }
        return Optional.empty();
    }

    private String newPassword(String field) {
        Optional<String> password =
                text(field, "a text without a NUL", text -> text.indexOf('\0') < 0);
        password.filter(text -> text.codePointCount(0, text.length()) < SHORTEST_PASSWORD)
                .ifPresent(
                        text -> issue("too_small", field, "A password has at least 8 characters"));
        password.filter(Passwords::isTooLong)
                .ifPresent(
                        text ->
                                issue(
                                        "too_big",
                                        field,
                                        "A password has at most 72 bytes in UTF-8"));
        return password.orElse("");
    }

    private void issue(String code, String field, String message) {
        issues.add(new Issue(code, List.of(field), message));
    }

    private void check() throws FormProblem {
        if (!issues.isEmpty()) {
            throw new FormProblem(issues);
        }
    }

    private static boolean isName(String text) {
        String name = text.strip();
        return !name.isEmpty()
                && name.codePointCount(0, name.length()) <= LONGEST_NAME
                && !CONTROL.matcher(name).find();
    }

    static boolean isEmail(String text) {
        return EMAIL.matcher(text.strip()).matches();
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return text.length() <= LONGEST_IMAGE
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && WEB.contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
