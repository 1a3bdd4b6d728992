package io.serai.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.serai.common.ControlException.Unavailable;
import io.serai.testing.ScriptedLiveKit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTokensTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final AccessTokens tokens =
            new AccessTokens(LiveKitClients.settings("wss://live.example.org"), CLOCK);

    static Stream<Grants> grants() {
        return Stream.of(Grants.HOST, Grants.VIEWER, Grants.SILENT_VIEWER);
    }

    @ParameterizedTest
    @MethodSource("grants")
    void hasTheClaimsOfTheContractAndNoOthers(Grants grants) {
        DecodedJWT token =
                JWT.require(Algorithm.HMAC256(ScriptedLiveKit.SECRET))
                        .build()
                        .verify(tokens.token("Host-42", "Ann \"A\" Å", "42", grants));

        assertThat(token.getAlgorithm()).isEqualTo("HS256");
        assertThat(token.getClaims().keySet())
                .containsExactlyInAnyOrder("iss", "sub", "name", "nbf", "exp", "video", "sip");
        // The SDK writes it always; empty, it grants nothing.
        assertThat(token.getClaim("sip").asMap()).isEmpty();
        assertThat(token.getIssuer()).isEqualTo(ScriptedLiveKit.KEY);
        assertThat(token.getSubject()).isEqualTo("Host-42");
        assertThat(token.getClaim("name").asString()).isEqualTo("Ann \"A\" Å");
        assertThat(token.getNotBeforeAsInstant()).isEqualTo(NOW);
        assertThat(token.getExpiresAtAsInstant()).isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(token.getClaim("video").asMap())
                .isEqualTo(
                        Map.of(
                                "room",
                                "42",
                                "roomJoin",
                                true,
                                "canPublish",
                                grants.canPublish(),
                                "canPublishData",
                                grants.canPublishData(),
                                "canSubscribe",
                                true));
    }

    @Test
    void withoutLiveKitThereAreNone() {
        AccessTokens none =
                new AccessTokens(new LiveKitSettings("", "", "", SECOND, SECOND, SECOND), CLOCK);

        assertThatThrownBy(() -> none.token("42", "Ann", "42", Grants.VIEWER))
                .isInstanceOf(Unavailable.class)
                .hasMessage("LiveKit is not configured");
    }
}
