package io.serai.accounts;

import io.serai.accounts.AccountJson.AccountSession;
import io.serai.accounts.AccountJson.Applied;
import io.serai.accounts.AccountJson.CurrentSession;
import io.serai.accounts.AccountJson.Me;
import io.serai.accounts.AccountJson.ShownUser;
import io.serai.accounts.AccountJson.SignedOut;
import io.serai.accounts.AccountJson.User;
import io.serai.accounts.AccountJson.Welcome;
import io.serai.accounts.AccountJson.WrongPassword;
import io.serai.accounts.SignIns.Entered;
import io.serai.accounts.SignedIn.Held;
import io.serai.audit.Actor;
import io.serai.common.Step;
import io.serai.common.UserId;
import io.serai.common.http.Admins;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What routes call about accounts, in the forms of StreamIt's, StreamHelper's and the admin's
 * clients. Thread-safe.
 */
@Component("accounts")
public final class AccountsSteps {
    private static final String WRONG_PAIR = "Invalid email or password";
    private static final String WRONG_PASSWORD = "The current password is wrong";

    private final SignedIn signedIn;
    private final SignIns signIns;
    private final Bearers bearers;
    private final SessionCookies cookies;
    private final BrowserSignIn browsers;
    private final Applications applications;
    private final TieChanges ties;
    private final Users users;
    private final Admins admins;
    private final Pages pages;
    private final Expiry expiry;

    AccountsSteps(
            SignedIn signedIn,
            SignIns signIns,
            Bearers bearers,
            SessionCookies cookies,
            BrowserSignIn browsers,
            Applications applications,
            TieChanges ties,
            Users users,
            Admins admins,
            Expiry expiry) {
        this.signedIn = signedIn;
        this.signIns = signIns;
        this.bearers = bearers;
        this.cookies = cookies;
        this.browsers = browsers;
        this.applications = applications;
        this.ties = ties;
        this.users = users;
        this.admins = admins;
        this.pages = new Pages(users, applications);
        this.expiry = expiry;
    }

    /** Makes an account, and signs in to it. */
    @Step
    public Answer signUp(@Variable("call") HttpCall call) {
        return welcome(signIns.signUp(AccountForm.signUp(call), call), call);
    }

    /** Opens a session for whoever knows the password. */
    @Step
    public Answer signIn(@Variable("call") HttpCall call) {
        return signIns.signIn(AccountForm.signIn(call), call)
                .map(entered -> welcome(entered, call))
                .orElseGet(() -> Json.answer(401, new WrongPassword(false, WRONG_PAIR)));
    }

    /** Who is signed in, with their token; {@code null} if nobody is. */
    @Step
    public Answer session(@Variable("call") HttpCall call) {
        return signedIn.holding(call)
                .map(AccountsSteps::current)
                .map(session -> Json.answer(200, session))
                .orElseGet(() -> Answer.json(200, "null"))
                .with("Cache-Control", "no-store");
    }

    /** Ends the session of the token that the call shows, if there is one. */
    @Step
    public Answer signOut(@Variable("call") HttpCall call) {
        signedIn.holding(call)
                .or(() -> signedIn.refuseForeign(call))
                .ifPresent(held -> bearers.end(held.token()));
        return Json.answer(200, new SignedOut(true)).withCookies(cookies.clear(call));
    }

    /** Another password, and one new session in place of all others. */
    @Step
    public Answer changePassword(@Variable("call") HttpCall call) {
        Held held = signedIn.holding(call).orElseThrow(() -> signedIn.nobody(call));
        return signIns.changePassword(
                        held.proof().account(), AccountForm.passwordChange(call), call)
                .map(entered -> welcome(entered, call))
                .orElseGet(() -> Json.answer(400, new WrongPassword(false, WRONG_PASSWORD)));
    }

    /** Somebody wants to be a creator. */
    @Step
    public Answer applyAsCreator(@Variable("call") HttpCall call) {
        UserId account = signedIn.required(call).id();
        return Json.answer(201, Applied.of(applications.apply(account, call)));
    }

    /** Who wants to be a creator, for an admin; newest first. */
    @Step
    public Answer listApplications(@Variable("call") HttpCall call) {
        admins.required(call);
        return Json.answer(200, pages.applications(call));
    }

    @Step
    public Answer approveApplication(@Variable("call") HttpCall call) {
        return decide(ApplicationStatus.APPROVED, call);
    }

    @Step
    public Answer rejectApplication(@Variable("call") HttpCall call) {
        return decide(ApplicationStatus.REJECTED, call);
    }

    @Step
    public Answer follow(@Variable("call") HttpCall call) {
        return tie(Tie.FOLLOW, true, call);
    }

    @Step
    public Answer unfollow(@Variable("call") HttpCall call) {
        return tie(Tie.FOLLOW, false, call);
    }

    @Step
    public Answer block(@Variable("call") HttpCall call) {
        return tie(Tie.BLOCK, true, call);
    }

    @Step
    public Answer unblock(@Variable("call") HttpCall call) {
        return tie(Tie.BLOCK, false, call);
    }

    /** Accounts, for an admin; the newest first. */
    @Step
    public Answer listUsers(@Variable("call") HttpCall call) {
        return Json.answer(200, pages.users(call));
    }

    /** An admin makes somebody an admin, or takes it back. */
    @Step
    public Answer setRole(@Variable("call") HttpCall call) {
        UserId account = Ids.user(call);
        AccountRow changed = users.setRole(account, AccountForm.role(call), Actor.of(call));
        return Json.answer(200, ShownUser.of(changed));
    }

    /** StreamHelper's sign-in: a page with a form. */
    @Step
    public Answer showLogin(@Variable("call") HttpCall call) {
        return browsers.show(call);
    }

    /** The form came back: a cookie, and on to the page that was asked for. */
    @Step
    public Answer login(@Variable("call") HttpCall call) {
        return browsers.enter(call);
    }

    /** StreamHelper's sign-out, which is a link. */
    @Step
    public Answer logout(@Variable("call") HttpCall call) {
        return browsers.leave(call);
    }

    /** Who is signed in; whoever came with a token has it in a cookie from now on. */
    @Step
    public Answer me(@Variable("call") HttpCall call) {
        Answer answer = userInfo(call);
        return signedIn.holding(call)
                .map(held -> answer.withCookies(cookies.set(held.token(), call)))
                .orElse(answer);
    }

    /** Who is signed in. */
    @Step
    public Answer userInfo(@Variable("call") HttpCall call) {
        return Json.answer(200, Me.of(signedIn.requiredRow(call)))
                .with("Cache-Control", "no-store");
    }

    /** Removes sessions that nobody can use any more. */
    @Step
    public void deleteExpired() {
        expiry.delete();
    }

    private Answer welcome(Entered entered, HttpCall call) {
        String token = entered.session().token();
        Answer answer =
                Json.answer(200, new Welcome(token, User.of(entered.account())))
                        .with("set-auth-token", token)
                        .with("Cache-Control", "no-store");
        // Or somebody's page could sign others in to an account of its own.
        return signedIn.isForeign(call) ? answer : answer.withCookies(cookies.set(token, call));
    }

    private static CurrentSession current(Held held) {
        AccountRow account = held.proof().account();
        return new CurrentSession(
                new AccountSession(
                        held.token(), account.id().toString(), Json.time(held.proof().expiresAt())),
                User.of(account));
    }

    private Answer decide(ApplicationStatus decision, HttpCall call) {
        Actor admin = Actor.of(call.as(admins.required(call)));
        long application = Ids.application(call);
        return Json.answer(200, Applied.of(applications.decide(application, decision, admin)));
    }

    private Answer tie(Tie tie, boolean wanted, HttpCall call) {
        UserId who = signedIn.required(call).id();
        ties.set(tie, wanted, who, Ids.user(call), call);
        return Answer.empty(204);
    }
}
