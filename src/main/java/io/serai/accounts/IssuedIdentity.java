package io.serai.accounts;

import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What an identity provider says of somebody.
 *
 * @param subject the provider's own name for them, which never changes
 * @param name what others are shown
 * @param username wished for; another one if it is taken
 */
record IssuedIdentity(
        String issuer,
        String subject,
        String name,
        Optional<String> username,
        Optional<String> email) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_EMAIL = 254;
    private static final String UNNAMED = "Somebody";

    static IssuedIdentity of(String issuer, Jwt jwt) {
        Optional<String> wished = text(jwt, "preferred_username");
        String name =
                Stream.of(text(jwt, "name"), wished)
                        .flatMap(Optional::stream)
                        .map(IssuedIdentity::readable)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(UNNAMED);
        return new IssuedIdentity(
                issuer,
                jwt.getSubject(),
                name,
                wished.filter(AccountForm::isUsername),
                text(jwt, "email")
                        .map(AccountForm::canonical)
                        .filter(email -> email.length() <= LONGEST_EMAIL));
    }

    private static Optional<String> text(Jwt jwt, String claim) {
        return jwt.getClaims().get(claim) instanceof String text && text.indexOf('\0') < 0
                ? Optional.of(text)
                : Optional.empty();
    }

    private static String readable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        int end =
                clean.offsetByCodePoints(
                        0, Math.min(LONGEST_NAME, clean.codePointCount(0, clean.length())));
        return clean.substring(0, end);
    }

    @Override
    public String toString() {
        return "identity of " + issuer;
    }
}
