package io.serai.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaServerHttp;
import io.serai.testing.ScriptedSrs;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SrsApiTest {
    private final ScriptedSrs srs = ScriptedSrs.start();
    private final MediaServerHttp http = new MediaServerHttp();
    private final SrsApi api = new SrsApi(http, srs.api());

    @AfterEach
    void close() {
        http.close();
        srs.close();
    }

    @Test
    void tellsWhichSrsAnswers() {
        assertThat(api.version())
                .isEqualTo(new SrsApi.Version(srs.server(), srs.service(), "7.0.18"));
    }

    @Test
    void tellsHowTheMachineOfSrsDoes() {
        assertThat(api.summaries())
                .isEqualTo(
                        new SrsApi.Summaries(
                                "7.0.18",
                                32,
                                0.06,
                                0.03,
                                0.0,
                                List.of(0.58, 0.91, 0.52),
                                1795220107513L));
    }

    @Test
    void kicksAPublisherThatSrsKnows() {
        srs.publish("/live/kick", "8934yq8y");

        assertThat(api.kick("8934yq8y")).isTrue();
        assertThat(api.kick("8934yq8y")).isFalse();
        assertThat(srs.kicked()).containsExactly("8934yq8y");
        assertThat(api.streams().streams()).isEmpty();
    }

    @Test
    void asksNothingForAnIdThatIsNone() {
        assertThatThrownBy(() -> api.kick("../streams/x")).isInstanceOf(Invalid.class);
        assertThat(srs.requests()).isZero();
    }

    @Test
    void takesABaseWithASlashAtItsEnd() {
        SrsApi slash = new SrsApi(http, URI.create(srs.api() + "/"));

        assertThat(slash.version().server()).isEqualTo(srs.server());
    }

    @Test
    void followsNoRedirect() {
        SrsApi elsewhere = new SrsApi(http, URI.create(srs.api() + "/api/v1/streams?x="));

        assertThatThrownBy(elsewhere::streams)
                .isInstanceOf(Unavailable.class)
                .hasMessage("HTTP status 302");
    }
}
