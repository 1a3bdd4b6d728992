package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.StartRefused;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class MediaServersTest {
    private static final String FIRST = "serai.live.media-servers[0].";
    private static final String SECOND = "serai.live.media-servers[1].";

    private final ApplicationContextRunner empty =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);
    private final ApplicationContextRunner shipped =
            empty.withInitializer(new ConfigDataApplicationContextInitializer());

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MediaServers.class)
    static class Settings {}

    @Test
    void readsTheShippedConfiguration() {
        shipped.run(
                context ->
                        assertThat(context.getBean(MediaServers.class).mediaServers())
                                .containsExactly(
                                        new MediaServer(
                                                "srs",
                                                Kind.SRS,
                                                Optional.of(URI.create("http://127.0.0.1:1985")),
                                                Duration.ofSeconds(30)),
                                        new MediaServer(
                                                "nginx-rtmp",
                                                Kind.NGINX_RTMP,
                                                Optional.empty(),
                                                Duration.ofSeconds(30))));
    }

    @Test
    void takesTheAddressesFromTheEnvironment() {
        shipped.withPropertyValues(
                        "SRS_SERVER_IP=192.0.2.7",
                        "SRS_API_PORT=1986",
                        "NGINX_RTMP_STAT_URL=http://192.0.2.8/stat?x=1")
                .run(
                        context ->
                                assertThat(context.getBean(MediaServers.class).mediaServers())
                                        .extracting(MediaServer::api)
                                        .containsExactly(
                                                Optional.of(URI.create("http://192.0.2.7:1986")),
                                                Optional.of(
                                                        URI.create("http://192.0.2.8/stat?x=1"))));
    }

    @Test
    void anApiThatIsLeftOutIsAbsent() {
        empty.withPropertyValues(
                        FIRST + "name=a",
                        FIRST + "kind=nginx-rtmp",
                        FIRST + "update-interval=5s",
                        SECOND + "name=b",
                        SECOND + "kind=srs",
                        SECOND + "api=")
                .run(
                        context ->
                                assertThat(context.getBean(MediaServers.class).mediaServers())
                                        .containsExactly(
                                                new MediaServer(
                                                        "a",
                                                        Kind.NGINX_RTMP,
                                                        Optional.empty(),
                                                        Duration.ofSeconds(5)),
                                                new MediaServer(
                                                        "b",
                                                        Kind.SRS,
                                                        Optional.empty(),
                                                        Duration.ofSeconds(30))));
    }

    @Test
    void noServerAtAllIsAllowed() {
        empty.run(
                context ->
                        assertThat(context.getBean(MediaServers.class).mediaServers()).isEmpty());
    }

    @Test
    void refusesTwoServersOfOneName() {
        empty.withPropertyValues(
                        FIRST + "name=a",
                        FIRST + "kind=srs",
                        SECOND + "name=a",
                        SECOND + "kind=srs")
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .rootCause()
                                        .isInstanceOf(StartRefused.class)
                                        .hasMessageContaining("two entries with the name a"));
    }

    @ParameterizedTest
    @CsvSource({
        "api, ftp://192.0.2.7/, api is an address such as",
        "api, 192.0.2.7:1985, Illegal character",
        "api, srs:1985, api is an address such as",
        "api, http://::1:1985, api is an address such as",
        "api, http:///stat, api is an address such as",
        "api, http://user:secret@192.0.2.7/, api is an address such as",
        "api, http://192.0.2.7/?x=1, 'without a query'",
        "update-interval, 0s, update-interval is longer than zero",
        "name, two words, needs a name",
        "name, '', needs a name",
        "kind, '', kind is srs or nginx-rtmp",
        "kind, rtmp, No enum constant"
    })
    void refusesAWrongValue(String key, String value, String reason) {
        empty.withPropertyValues(
                        FIRST + "name=a", FIRST + "kind=srs", FIRST + "api=http://192.0.2.7:1985")
                .withPropertyValues(FIRST + key + "=" + value)
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .rootCause()
                                        .hasMessageContaining(reason)
                                        .hasMessageNotContaining("secret"));
    }

    @Test
    void neverTellsAnAddressWithAPassword() {
        assertThatThrownBy(
                        () ->
                                new MediaServer(
                                        "a",
                                        Kind.SRS,
                                        Optional.of(URI.create("http://u:secret@192.0.2.7")),
                                        Duration.ofSeconds(30)))
                .isInstanceOf(StartRefused.class)
                .hasMessageNotContaining("secret");
    }
}
