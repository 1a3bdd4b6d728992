package io.serai.accounts;

import static io.serai.accounts.AccountsStack.GATEWAY;
import static io.serai.accounts.AccountsStack.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unauthenticated;
import io.serai.common.UserId;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedInTest {
    private final AccountsStack stack = new AccountsStack();
    private final UserId ada = stack.signUp("ada");
    private final String token = stack.signIn(ada);

    @Test
    void findsTheHolderOfABearerToken() {
        assertThat(who(STRANGER, "GET", "Authorization", "Bearer " + token)).contains(ada);
        assertThat(who(STRANGER, "GET", "authorization", "bearer  " + token)).contains(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {"better-auth.session_token", "auth"})
    void findsTheHolderOfACookie(String cookie) {
        assertThat(who(STRANGER, "GET", "Cookie", "theme=dark; " + cookie + "=" + token))
                .contains(ada);
    }

    @Test
    void aTokenThatIsNotGoodHidesNoGoodCookie() {
        HttpCall call =
                AccountsStack.call(
                        STRANGER,
                        "GET",
                        Map.of("Authorization", "Bearer stale", "Cookie", "auth=" + token));

        assertThat(stack.signedIn.who(call)).map(Account::id).contains(ada);
    }

    @Test
    void aBearerTokenCountsMoreThanWhatTheGatewaySays() {
        HttpCall call =
                AccountsStack.call(
                        GATEWAY,
                        "GET",
                        Map.of("Authorization", "Bearer " + token, "X-User-ID", "123"));

        assertThat(stack.signedIn.who(call)).map(Account::id).contains(ada);
        assertThat(stack.people.byId(new UserId(123))).isEmpty();
    }

    @Test
    void makesAnAccountForWhoeverATrustedGatewayNamesFirst() {
        assertThat(who(GATEWAY, "GET", "X-User-ID", "123")).contains(new UserId(123));
        assertThat(who(GATEWAY, "GET", "X-User-ID", "123")).contains(new UserId(123));
        assertThat(stack.people.byId(new UserId(123)))
                .contains(
                        new Account(
                                new UserId(123), "user_123", "user-123", Optional.empty(), false));
    }

    @Test
    void somebodyElsesHeaderIsAsIfItWereAbsent() {
        HttpCall call = AccountsStack.call(STRANGER, "GET", Map.of("X-User-ID", "123"));

        assertThat(stack.signedIn.who(call)).isEmpty();
        assertThatThrownBy(() -> stack.signedIn.required(call)).isInstanceOf(Unauthenticated.class);
        assertThat(stack.people.byId(new UserId(123))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "abc", "1.5", "9223372036854775808", "1099511627777", "１"})
    void aGatewayThatNamesNobodyIsToldSo(String id) {
        HttpCall call = AccountsStack.call(GATEWAY, "GET", Map.of("X-User-ID", id));

        assertThat(stack.signedIn.who(call)).isEmpty();
        assertThatThrownBy(() -> stack.signedIn.required(call))
                .isInstanceOfSatisfying(
                        Invalid.class,
                        error -> assertThat(error.code()).contains("invalid_user_id"));
    }

    @Test
    void aGatewayMayNameWhoeverSignedUpHere() {
        assertThat(ada.value()).isGreaterThanOrEqualTo(1L << 40);
        assertThat(who(GATEWAY, "GET", "X-User-ID", ada.toString())).contains(ada);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:3000.evil.example"})
    void aCookieDoesNotCountForAChangeFromAForeignPage(String origin) {
        Map<String, String> headers =
                Map.of("Cookie", "auth=" + token, "Origin", origin, "Host", "localhost:3001");
        HttpCall change = AccountsStack.call(STRANGER, "POST", headers);

        assertThat(stack.signedIn.who(change)).isEmpty();
        assertThatThrownBy(() -> stack.signedIn.required(change)).isInstanceOf(Denied.class);
        assertThat(stack.signedIn.who(AccountsStack.call(STRANGER, "GET", headers))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:3000", "http://localhost:3001", "https://LOCALHOST:3001"})
    void aCookieCountsForAChangeFromOurPages(String origin) {
        HttpCall call =
                AccountsStack.call(
                        STRANGER,
                        "POST",
                        Map.of(
                                "Cookie",
                                "auth=" + token,
                                "Origin",
                                origin,
                                "Host",
                                "localhost:3001"));

        assertThat(stack.signedIn.required(call).id()).isEqualTo(ada);
    }

    @Test
    void whereTheBrowserNamesNoOriginItsOtherWordCounts() {
        Map<String, String> cross =
                Map.of("Cookie", "auth=" + token, "Sec-Fetch-Site", "cross-site");
        Map<String, String> same =
                Map.of("Cookie", "auth=" + token, "Sec-Fetch-Site", "same-origin");

        assertThat(stack.signedIn.who(AccountsStack.call(STRANGER, "POST", cross))).isEmpty();
        assertThat(stack.signedIn.who(AccountsStack.call(STRANGER, "POST", same))).isPresent();
    }

    @Test
    void aForeignPageWithABearerTokenHoldsItByRight() {
        HttpCall call =
                AccountsStack.call(
                        STRANGER,
                        "POST",
                        Map.of(
                                "Authorization",
                                "Bearer " + token,
                                "Origin",
                                "https://evil.example"));

        assertThat(stack.signedIn.required(call).id()).isEqualTo(ada);
    }

    private Optional<UserId> who(Caller caller, String method, String header, String value) {
        return stack.signedIn
                .who(AccountsStack.call(caller, method, Map.of(header, value)))
                .map(Account::id);
    }
}
