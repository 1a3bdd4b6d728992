package io.serai.accounts;

import io.serai.accounts.AccountForm.Pair;
import io.serai.accounts.SignIns.Entered;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.TooMany;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Sign-in and sign-out by following links, as StreamHelper's pages do. Thread-safe. */
@Component
final class BrowserSignIn {
    private static final String LOGGED_OUT = "/logout";
    private static final String WRONG = "The e-mail address or the password is wrong.";
    private static final String AWAY = "Sign-in does not work at the moment; try again.";
    private static final String ELSEWHERE =
            "Sign-in is with the identity provider of this service.";

    private final LoginPage page;
    private final SignIns signIns;
    private final SessionCookies cookies;
    private final SignedIn signedIn;
    private final Bearers bearers;
    private final boolean elsewhere;

    BrowserSignIn(
            LoginPage page,
            SignIns signIns,
            SessionCookies cookies,
            SignedIn signedIn,
            Bearers bearers,
            AccountsSettings settings) {
        this.page = page;
        this.signIns = signIns;
        this.cookies = cookies;
        this.signedIn = signedIn;
        this.bearers = bearers;
        this.elsewhere = settings.issuer().configured();
    }

    Answer show(HttpCall call) {
        return elsewhere
                ? page.showOnly(200, ELSEWHERE)
                : page.show(200, Optional.empty(), "", LoginPage.returnPath(call));
    }

    /** The form came back. */
    Answer enter(HttpCall call) {
        Form form = Form.parse(call.body());
        String email = form.get("email").orElse("");
        String back = form.get("return").flatMap(LoginPage::own).orElse("/");
        if (signedIn.isForeign(call)) {
            // Or somebody could sign others in to an account of their own.
            return page.show(403, Optional.of("Sign in on this page, please."), "", back);
        }
        try {
            Pair pair = new Pair(email, form.get("password").orElse(""));
            Optional<Entered> entered = signIns.signIn(pair, call);
            return entered.map(
                            one ->
                                    LoginPage.sendTo(back)
                                            .withCookies(cookies.set(one.session().token(), call)))
                    .orElseGet(() -> page.show(401, Optional.of(WRONG), email, back));
        } catch (TooMany often) {
            return retryAfter(
                    page.show(429, Optional.of(often.getMessage() + "."), email, back),
                    often.retryAfter());
        } catch (Denied elsewhereOnly) {
            return page.showOnly(403, ELSEWHERE);
        } catch (Unavailable | DataAccessException | TransactionException away) {
            return retryAfter(
                    page.show(503, Optional.of(AWAY), email, back), Duration.ofSeconds(1));
        }
    }

    /**
     * Ends the session, unless somebody else's page has sent the browser here, and goes to the page
     * that the front end has for it.
     */
    Answer leave(HttpCall call) {
        Answer away =
                LoginPage.sendTo(call.query("return").flatMap(LoginPage::own).orElse(LOGGED_OUT));
        if (signedIn.isForeign(call)) {
            return away;
        }
        signedIn.holding(call).ifPresent(held -> bearers.end(held.token()));
        return away.withCookies(cookies.clear(call));
    }

    private static Answer retryAfter(Answer answer, Duration wait) {
        long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
        return answer.with("Retry-After", Long.toString(seconds));
    }
}
