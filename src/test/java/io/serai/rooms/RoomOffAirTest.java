package io.serai.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.audit.AuditRows;
import io.serai.common.StreamId;
import io.serai.database.SqlBatch;
import io.serai.streams.Surface;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RoomOffAirTest {

    @Nested
    class WithoutGrace {
        private final RoomsBench bench = new RoomsBench();

        @AfterEach
        void close() {
            bench.close();
        }

        @Test
        void deletesTheRoomAndItsKeysInTheTransactionOfTheHook() {
            Room room = bench.create(RoomType.WEBRTC);

            bench.goOffAir(room.stream());

            assertThat(bench.count("rooms") + bench.count("publish_keys")).isZero();
            assertThat(bench.count("streams WHERE deleted_at IS NOT NULL")).isOne();
            assertThat(bench.written()).containsExactly("room.created", "room.deleted");
            assertThat(bench.events.getLast().detail())
                    .containsEntry("room", room.id().toString())
                    .containsEntry("type", "webrtc")
                    .containsEntry("name", room.name())
                    .containsEntry("reason", "off-air");
            assertThat(AuditRows.of(bench.database))
                    .endsWith("serai serai off-air room.deleted room/" + room.id() + " ");
        }

        @Test
        void tellsItOnceWhenTheEndComesTwice() {
            Room room = bench.create(RoomType.RTMP);

            bench.goOffAir(room.stream());
            bench.goOffAir(room.stream());
            bench.goOffAir(new StreamId(999));

            assertThat(bench.written()).containsExactly("room.created", "room.deleted");
        }

        @Test
        void keepsTheRoomWhenTheHookRollsBack() {
            Room room = bench.create(RoomType.RTMP);
            bench.jdbc.execute("ALTER TABLE stream_events ADD CHECK (type <> 'room.deleted')");

            assertThatThrownBy(() -> bench.goOffAir(room.stream())).isNotNull();

            assertThat(bench.rooms.byKey(room.key().value())).isPresent();
            assertThat(bench.count("publish_keys")).isOne();
        }

        @Test
        void leavesOtherSurfacesAlone() {
            Room room = bench.create(RoomType.RTMP);
            SqlBatch batch = new SqlBatch();

            bench.offAir.offAir(room.stream(), Surface.LIVE_SERVICE, bench.now(), batch);

            assertThat(batch.isEmpty()).isTrue();
        }
    }

    @Nested
    class WithGrace {
        private final RoomsBench bench = new RoomsBench(Duration.ofSeconds(30), 10);
        private final Room room = bench.create(RoomType.RTMP);

        @AfterEach
        void close() {
            bench.close();
        }

        @Test
        void deletesTheRoomWhenTheGraceIsOver() {
            bench.goOffAir(room.stream());
            bench.pass(Duration.ofSeconds(29));
            bench.steps.deleteIdle();
            assertThat(bench.rooms.byKey(room.key().value())).isPresent();

            bench.pass(Duration.ofSeconds(1));
            bench.steps.deleteIdle();
            bench.steps.deleteIdle();

            assertThat(bench.rooms.byKey(room.key().value())).isEmpty();
            assertThat(bench.written()).containsExactly("room.created", "room.deleted");
            assertThat(bench.events.getLast().detail()).containsEntry("reason", "grace-over");
            assertThat(AuditRows.of(bench.database).getLast())
                    .isEqualTo("serai serai room-grace room.deleted room/" + room.id() + " ");
        }

        @Test
        void keepsARoomThatNobodyHasPublishedToYet() {
            bench.pass(Duration.ofHours(1));
            bench.steps.deleteIdle();

            assertThat(bench.rooms.byKey(room.key().value())).isPresent();
        }

        @Test
        void keepsARoomWhoseEncoderCameBack() {
            bench.goOffAir(room.stream());
            bench.onAir.add(room.stream());
            bench.pass(Duration.ofMinutes(5));
            bench.steps.deleteIdle();

            assertThat(bench.rooms.byKey(room.key().value())).isPresent();
            assertThat(bench.count("rooms WHERE idle_since IS NULL")).isOne();
        }

        @Test
        void givesAnEncoderThatCameBackAWholeGraceAgain() {
            bench.goOffAir(room.stream());
            bench.pass(Duration.ofSeconds(29));
            bench.goOffAir(room.stream());
            bench.pass(Duration.ofSeconds(29));
            bench.steps.deleteIdle();
            assertThat(bench.rooms.byKey(room.key().value())).isPresent();

            bench.pass(Duration.ofSeconds(1));
            bench.steps.deleteIdle();
            assertThat(bench.rooms.byKey(room.key().value())).isEmpty();
        }

        @Test
        void leavesARoomThatAHookIsBusyWith() throws SQLException {
            bench.goOffAir(room.stream());
            bench.pass(Duration.ofMinutes(1));
            try (Connection hook = bench.database.getConnection();
                    Statement sql = hook.createStatement()) {
                hook.setAutoCommit(false);
                sql.execute("SELECT id FROM streams FOR UPDATE");

                bench.steps.deleteIdle();

                hook.rollback();
            }
            assertThat(bench.rooms.byKey(room.key().value())).isPresent();
            bench.steps.deleteIdle();
            assertThat(bench.rooms.byKey(room.key().value())).isEmpty();
        }
    }
}
