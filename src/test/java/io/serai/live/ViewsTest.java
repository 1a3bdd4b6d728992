package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.common.StreamId;
import io.serai.live.MediaServers.Kind;
import io.serai.live.MediaServers.MediaServer;
import io.serai.live.OnAirReport.Listing;
import io.serai.live.OnAirReport.Publisher;
import io.serai.live.Views.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final Instant NOW = Situation.NOW;
    private static final String PATH = Situation.PATH;
    private static final MediaServer SRS = server("srs", Kind.SRS);
    private static final MediaServer SECOND_SRS = server("srs2", Kind.SRS);
    private static final MediaServer NGINX = server("edge", Kind.NGINX_RTMP);

    @Nested
    class OfSrs {
        private final SessionRow session = row(new Fence("srs:one", "boot1", "5"), 60);

        @Test
        void isTheListOfTheServerThatOpenedTheSession() {
            Publisher publisher = new Publisher(PATH, "5", true);
            View view =
                    views(
                                    List.of(SRS, SECOND_SRS),
                                    listing(SECOND_SRS, "srs:two", "x"),
                                    listing(SRS, "srs:one", "boot1", publisher))
                            .of(session);
            assertThat(view).isEqualTo(new View.Listed(NOW, "boot1", Optional.of(publisher)));
        }

        @Test
        void isEmptyWhereThePathIsNotListed() {
            Publisher other = new Publisher("/live/other", "5", true);
            assertThat(views(List.of(SRS), listing(SRS, "srs:one", "boot1", other)).of(session))
                    .isEqualTo(new View.Listed(NOW, "boot1", Optional.empty()));
        }

        @Test
        void isUnknownWhileAServerIsSilentThatMayHaveOpenedIt() {
            assertThat(views(List.of(SRS), unknown(SRS)).of(session)).isEqualTo(new View.Unknown());
            assertThat(
                            views(
                                            List.of(SRS, SECOND_SRS),
                                            listing(SECOND_SRS, "srs:two", "x"),
                                            unknown(SRS))
                                    .of(session))
                    .isEqualTo(new View.Unknown());
        }

        @Test
        void isUnknownWhereAServerThatMayHaveOpenedItCannotBeAsked() {
            assertThat(
                            views(List.of(SRS, SECOND_SRS), listing(SECOND_SRS, "srs:two", "x"))
                                    .of(session))
                    .isEqualTo(new View.Unknown());
        }

        @Test
        void isAnotherServerWhenAllAnswerAndNoneOpenedIt() {
            assertThat(views(List.of(SRS), listing(SRS, "srs:new", "x")).of(session))
                    .isEqualTo(new View.OtherServer(NOW));
        }

        @Test
        void isNoApiWhereNoneCanBeAsked() {
            assertThat(views(List.of(SRS)).of(session)).isEqualTo(new View.NoApi());
        }
    }

    @Nested
    class OfNginx {
        private final Fence fence = new Fence("nginx:edge", "", "5");

        @Test
        void isTheStatisticsPage() {
            Publisher publisher = new Publisher(PATH, "5", true);
            assertThat(
                            views(List.of(NGINX), listing(NGINX, "nginx:edge", "", publisher))
                                    .of(neverUpdated()))
                    .isEqualTo(new View.Listed(NOW, "", Optional.of(publisher)));
        }

        @Test
        void prefersItsOwnPublisherWhereTwoStreamsShareAPath() {
            Publisher other = new Publisher(PATH, "4", true);
            Publisher own = new Publisher(PATH, "5", true);
            assertThat(
                            views(List.of(NGINX), listing(NGINX, "nginx:edge", "", other, own))
                                    .of(neverUpdated()))
                    .isEqualTo(new View.Listed(NOW, "", Optional.of(own)));
        }

        @Test
        void believesUpdatesMoreThanAnAbsenceFromThePage() {
            assertThat(views(List.of(NGINX), listing(NGINX, "nginx:edge", "")).of(row(fence, 90)))
                    .isEqualTo(new View.Updates(false, false));
        }

        @Test
        void believesTheAbsenceWhenUpdatesAreMissingAsWell() {
            View absent = new View.Listed(NOW, "", Optional.empty());
            assertThat(
                            views(List.of(NGINX), listing(NGINX, "nginx:edge", ""))
                                    .of(row(fence, 90.001)))
                    .isEqualTo(absent);
            assertThat(views(List.of(NGINX), listing(NGINX, "nginx:edge", "")).of(neverUpdated()))
                    .isEqualTo(absent);
        }

        @Test
        void isSilentWhenThreeUpdatesAreMissing() {
            assertThat(views(List.of(NGINX)).of(row(fence, 90)))
                    .isEqualTo(new View.Updates(false, true));
            assertThat(views(List.of(NGINX)).of(row(fence, 90.001)))
                    .isEqualTo(new View.Updates(true, true));
        }

        @Test
        void doesNotCountTheSilenceBeforeSeraiListened() {
            Views views = new Views(List.of(NGINX), List.of(), Situation.ago(90), NOW);
            assertThat(views.of(row(fence, 900))).isEqualTo(new View.Updates(false, true));
            Views longer = new Views(List.of(NGINX), List.of(), Situation.ago(90.001), NOW);
            assertThat(longer.of(row(fence, 900))).isEqualTo(new View.Updates(true, true));
        }

        @Test
        void isTheUpdatesWhileThePageCannotBeRead() {
            assertThat(views(List.of(NGINX), unknown(NGINX)).of(row(fence, 10)))
                    .isEqualTo(new View.Updates(false, false));
            assertThat(views(List.of(NGINX), unknown(NGINX)).of(neverUpdated()))
                    .isEqualTo(new View.Unknown());
        }

        @Test
        void isNoApiWithoutPageAndUpdates() {
            assertThat(views(List.of(NGINX)).of(neverUpdated())).isEqualTo(new View.NoApi());
        }

        @Test
        void isNotAnotherNginxsPage() {
            MediaServer other = server("other", Kind.NGINX_RTMP);
            assertThat(
                            views(List.of(NGINX, other), listing(other, "nginx:other", ""))
                                    .of(neverUpdated()))
                    .isEqualTo(new View.NoApi());
        }

        private SessionRow neverUpdated() {
            return new SessionRow(new StreamId(1), fence, PATH, false, false, Optional.empty());
        }
    }

    private static Views views(List<MediaServer> servers, Reported... reports) {
        return new Views(servers, List.of(reports), Instant.EPOCH, NOW);
    }

    private static Reported listing(
            MediaServer server, String source, String boot, Publisher... publishers) {
        return new Reported(server, new Listing(NOW, source, boot, List.of(publishers)));
    }

    private static Reported unknown(MediaServer server) {
        return new Reported(server, new OnAirReport.Unknown("away"));
    }

    private static SessionRow row(Fence fence, double updatedSecondsAgo) {
        return new SessionRow(
                new StreamId(1),
                fence,
                PATH,
                false,
                false,
                Optional.of(Situation.ago(updatedSecondsAgo)));
    }

    private static MediaServer server(String name, Kind kind) {
        return new MediaServer(name, kind, Optional.empty(), Duration.ofSeconds(30));
    }
}
