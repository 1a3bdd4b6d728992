package io.serai.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Denied;
import io.serai.common.StartRefused;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import io.serai.hooks.HooksSettings.UnknownStreams;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookGateTest {
    private final HookGate gate = gate("");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "192.0.2.7"})
    void passesAllowedAddressesAndTheSrs(String address) {
        assertThatCode(() -> gate.admit(from(address))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "11.0.0.1", "2001:db8::1", "192.0.2.8", "", "localhost"})
    void deniesOthers(String address) {
        assertThatThrownBy(() -> gate.admit(from(address)))
                .isInstanceOf(Denied.class)
                .hasMessage("IP not authorized");
    }

    @Test
    void deniesARequestThatAProxyPassedOnUnlessTheProxyIsTrusted() {
        assertDenied(new Caller("127.0.0.1", "127.0.0.1", false, true));
        assertThatCode(() -> gate.admit(call("", new Caller("127.0.0.1", "10.0.0.1", true, true))))
                .doesNotThrowAnyException();
    }

    @Test
    void deniesTheForeignClientOfATrustedProxy() {
        assertDenied(new Caller("127.0.0.1", "8.8.8.8", true, true));
    }

    @Test
    void wantsTheSecretWhereOneIsSet() {
        HookGate guarded = gate("open sesame");
        assertThatCode(() -> guarded.admit(call("k=open%20sesame", HookBench.LOCAL)))
                .doesNotThrowAnyException();
        for (String query : new String[] {"", "k=", "k=open", "k=wrong&k=open%20sesame", "K=x"}) {
            assertThatThrownBy(() -> guarded.admit(call(query, HookBench.LOCAL)))
                    .isInstanceOf(Denied.class)
                    .hasMessageNotContaining("sesame");
        }
    }

    @Test
    void theSecretOpensNothingForAForeignAddress() {
        HookGate guarded = gate("s");
        assertThatThrownBy(
                        () ->
                                guarded.admit(
                                        call(
                                                "k=s",
                                                new Caller("8.8.8.8", "8.8.8.8", false, false))))
                .isInstanceOf(Denied.class);
    }

    @Test
    void refusesToStartWithAWrongList() {
        assertThatThrownBy(
                        () ->
                                new HooksSettings(
                                        "10.0.0.0/99",
                                        "127.0.0.1",
                                        "",
                                        false,
                                        UnknownStreams.REFUSE))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("HOOK_ALLOW");
    }

    @Test
    void settingsDoNotShowTheSecret() {
        assertThat(settings("open sesame").toString()).doesNotContain("sesame");
    }

    private void assertDenied(Caller caller) {
        assertThatThrownBy(() -> gate.admit(call("", caller))).isInstanceOf(Denied.class);
    }

    private static HookGate gate(String secret) {
        return new HookGate(settings(secret), Clock.systemUTC());
    }

    private static HooksSettings settings(String secret) {
        return new HooksSettings(
                HookBench.ALLOWED, "192.0.2.7", secret, false, UnknownStreams.REFUSE);
    }

    private static HttpCall from(String address) {
        return call("", new Caller(address, address, false, false));
    }

    private static HttpCall call(String query, Caller caller) {
        return HookBench.call("/api/srs/publish", query, new byte[0], caller);
    }
}
