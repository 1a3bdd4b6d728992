package io.serai.accounts;

import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The page where somebody signs in who came by a browser. It works without scripts, and none may
 * run in it. Thread-safe.
 */
@Component
final class LoginPage {
    /** Whatever a browser could take for another host is none: see the test's list. */
    private static final Pattern OWN_PATH =
            Pattern.compile("/(?:[\\x21-\\x7e&&[^/\\\\]][\\x21-\\x7e&&[^\\\\]]*)?");

    private static final int LONGEST_PATH = 2048;
    private static final String HOME = "/";
    private static final String ITSELF = "/api/v1/auth/";

    private final String page = resource("login.html");
    private final String form = resource("login-form.html");
    private final String policy =
            "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                    .formatted(styleDigest(page));

    /** The page with its form. */
    Answer show(int status, Optional<String> problem, String email, String returnTo) {
        String filled =
                form.replace("{{return}}", HtmlUtils.htmlEscape(returnTo))
                        .replace("{{email}}", HtmlUtils.htmlEscape(email));
        return answer(status, problem, filled);
    }

    /** The page where nobody can sign in. */
    Answer showOnly(int status, String problem) {
        return answer(status, Optional.of(problem), "");
    }

    /** Back to where somebody wanted to go. */
    static Answer sendTo(String path) {
        return Answer.empty(303).with("Location", path).with("Cache-Control", "no-store");
    }

    /**
     * The path that the call asks to return to, or the page it came from; only one of ours, so that
     * nobody sends people elsewhere by our address.
     */
    static String returnPath(HttpCall call) {
        return call.query("return").flatMap(LoginPage::own).or(() -> referrer(call)).orElse(HOME);
    }

    /** The text, if it is a path on this host. */
    static Optional<String> own(String text) {
        return Optional.of(text)
                .filter(path -> path.length() <= LONGEST_PATH && OWN_PATH.matcher(path).matches())
                // It would come back here for ever.
                .filter(path -> !path.startsWith(ITSELF));
    }

    private static Optional<String> referrer(HttpCall call) {
        Optional<String> host = call.headers().first("Host");
        try {
            URI from = new URI(call.headers().first("Referer").orElse(""));
            return Optional.ofNullable(from.getRawAuthority())
                    .filter(authority -> host.filter(authority::equalsIgnoreCase).isPresent())
                    .flatMap(
                            authority ->
                                    own(
                                            from.getRawPath()
                                                    + (from.getRawQuery() == null
                                                            ? ""
                                                            : "?" + from.getRawQuery())));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Answer answer(int status, Optional<String> problem, String content) {
        String told =
                problem.map(text -> "<p role=\"alert\">" + HtmlUtils.htmlEscape(text) + "</p>\n")
                        .orElse("");
        // The form comes last: what somebody typed is never looked through for a place to fill.
        String html = page.replace("{{problem}}", told).replace("{{form}}", content);
        return new Answer(
                status,
                Map.of(
                        "Content-Type", "text/html;charset=UTF-8",
                        "Cache-Control", "no-store",
                        "Content-Security-Policy", policy,
                        // With no-referrer a browser would not name our own origin either.
                        "Referrer-Policy", "same-origin",
                        "X-Frame-Options", "DENY"),
                html.getBytes(StandardCharsets.UTF_8));
    }

    private static String styleDigest(String page) {
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = new ClassPathResource("accounts/" + name).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
