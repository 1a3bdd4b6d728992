package io.serai.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.ScriptedHls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SrsHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HlsPath SEGMENT = HlsPath.read("/live/x.ts").orElseThrow();

    @Test
    void tellsThatNobodyListens() {
        URI gone;
        try (ScriptedHls closed = ScriptedHls.start()) {
            gone = closed.address();
        }
        try (SrsHttp http = new SrsHttp(settings(gone))) {
            assertThatThrownBy(() -> http.open(SEGMENT, Optional.empty(), PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no connection");
            assertThat(http.plays(new MediaName("live"), new MediaName("x"), PATIENCE)).isFalse();
        }
    }

    @Test
    void breaksOffWhatIsUnderWayWhenItCloses() throws IOException {
        try (ScriptedHls srs = ScriptedHls.start().stalls("/live/x.ts", new byte[1000])) {
            SrsHttp http = new SrsHttp(settings(srs.address()));
            ArrivingBytes body = http.open(SEGMENT, Optional.empty(), PATIENCE).body();
            assertThat(body.next(PATIENCE)).isPresent();

            http.close();

            assertThatThrownBy(() -> body.next(PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the connection broke before the end");
        }
    }

    private static PlaybackSettings settings(URI srs) {
        return new Binder(
                        new MapConfigurationPropertySource(
                                Map.of("serai.playback.srs", srs.toString())))
                .bind("serai.playback", PlaybackSettings.class)
                .get();
    }
}
