package io.serai.live;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of one path, with drops, duplicates and delays of hooks, restarts on both sides
 * and unreachable APIs; {@link World} and {@link AirMemory} check what must hold after each step.
 */
class LivePropertyTest {
    private static final int HISTORIES = 4_000;
    private static final int STEPS = 30;

    /** Another run: {@code -Dserai.seed=...} with the printed number. */
    private static final long SEED = Long.getLong("serai.seed", System.nanoTime());

    @ParameterizedTest(name = "nginx={0} faulty network={1}")
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void findsTheTruthAndNeverEndsThePublisherOnAir(boolean nginx, boolean faultyNetwork) {
        System.out.println("live histories: -Dserai.seed=" + SEED);
        for (long i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            assertThatCode(() -> live(new World(seed, nginx, faultyNetwork)))
                    .as("history -Dserai.seed=%d", seed)
                    .doesNotThrowAnyException();
        }
    }

    private static void live(World world) {
        for (int step = 0; step < STEPS; step++) {
            world.step();
        }
        world.settle();
        world.assertTruthFound();
    }
}
