package io.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.database.GroupCommit.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int FIRST = 0;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Recorded work = new Recorded();

    @AfterEach
    void stop() {
        work.goOn.countDown();
        threads.close();
    }

    /** Says what came, and doubles it. The group of the first task waits until it may go on. */
    private static final class Recorded implements GroupCommit.Work<Integer, String> {
        private final List<List<Integer>> groups = new ArrayList<>();
        private final Set<Integer> alone = ConcurrentHashMap.newKeySet();
        private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();
        private final Set<Integer> broken = ConcurrentHashMap.newKeySet();
        private final Set<Integer> brokenAfterwards = ConcurrentHashMap.newKeySet();
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public String alone(Integer task) {
            alone.add(task);
            return task + " alone";
        }

        @Override
        public void together(List<Asked<Integer, String>> asked) {
            List<Integer> tasks = asked.stream().map(Asked::task).toList();
            synchronized (groups) {
                groups.add(tasks);
            }
            if (tasks.contains(FIRST)) {
                begun.countDown();
                awaitUninterruptibly(goOn);
            }
            if (tasks.stream().anyMatch(broken::contains)) {
                throw new IllegalArgumentException("broken " + tasks);
            }
            asked.stream()
                    .filter(one -> !unanswered.contains(one.task()))
                    .forEach(one -> one.answer(one.task() + " of " + tasks.size()));
            if (tasks.stream().anyMatch(brokenAfterwards::contains)) {
                throw new IllegalStateException("broken when all was committed");
            }
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            boolean interrupted = false;
            while (latch.getCount() > 0) {
                try {
                    latch.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void whoComesAloneWaitsForNobody() {
        GroupCommit<Integer, String> commit = commit(64, LONG);

        assertThat(commit.run(7)).isEqualTo("7 of 1");
        assertThat(commit.run(8)).isEqualTo("8 of 1");

        assertThat(work.groups).containsExactly(List.of(7), List.of(8));
    }

    @Test
    void thoseWhoComeMeanwhileAreTheNextGroup() throws Exception {
        GroupCommit<Integer, String> commit = commit(64, LONG);
        Future<String> first = begin(commit);
        List<Future<String>> others = queued(commit, 1, 5);

        work.goOn.countDown();

        assertThat(first.get()).isEqualTo("0 of 1");
        for (int task = 1; task <= 5; task++) {
            assertThat(others.get(task - 1).get()).isEqualTo(task + " of 5");
        }
        assertThat(work.groups).hasSize(2);
        assertThat(work.alone).isEmpty();
    }

    @Test
    void aGroupIsNoLargerThanSaid() throws Exception {
        GroupCommit<Integer, String> commit = commit(2, LONG);
        Future<String> first = begin(commit);
        List<Future<String>> others = queued(commit, 1, 5);

        work.goOn.countDown();

        first.get();
        for (Future<String> other : others) {
            other.get();
        }
        assertThat(work.groups).extracting(List::size).containsExactly(1, 2, 2, 1);
    }

    @Test
    void whatIsLeftUnansweredIsDoneAloneByItsOwnThread() throws Exception {
        GroupCommit<Integer, String> commit = commit(64, LONG);
        work.unanswered.addAll(Set.of(2, 3));
        begin(commit);
        List<Future<String>> others = queued(commit, 1, 4);

        work.goOn.countDown();

        assertThat(others.get(0).get()).isEqualTo("1 of 4");
        assertThat(others.get(1).get()).isEqualTo("2 alone");
        assertThat(others.get(2).get()).isEqualTo("3 alone");
        assertThat(others.get(3).get()).isEqualTo("4 of 4");
    }

    @Test
    void whatAGroupThrowsFailsItsOwnTasksAndNoOthers() throws Exception {
        GroupCommit<Integer, String> commit = commit(64, LONG);
        work.broken.add(2);
        begin(commit);
        List<Future<String>> others = queued(commit, 1, 3);

        work.goOn.countDown();

        for (Future<String> other : others) {
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(commit.run(9)).isEqualTo("9 of 1");
    }

    @Test
    void whatIsAnsweredStaysAnsweredWhateverTheGroupThrowsThen() {
        work.brokenAfterwards.add(7);

        assertThat(commit(64, LONG).run(7)).isEqualTo("7 of 1");
    }

    @Test
    void aGroupThatHangsHoldsUpNobodyElseForLong() throws Exception {
        GroupCommit<Integer, String> commit = commit(64, Duration.ofMillis(20));
        Future<String> first = begin(commit);

        assertThat(threads.submit(() -> commit.run(1)).get(10, TimeUnit.SECONDS))
                .isEqualTo("1 alone");
        assertThat(first).isNotDone();

        work.goOn.countDown();
        assertThat(first.get()).isEqualTo("0 of 1");
        assertThat(commit.run(2)).isEqualTo("2 of 1");
    }

    @Test
    void whoIsInterruptedStillGetsItsResultAndStaysInterrupted() throws Exception {
        GroupCommit<Integer, String> commit = commit(64, LONG);
        begin(commit);
        AtomicInteger interrupted = new AtomicInteger();
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    String result = commit.run(1);
                                    if (result.equals("1 of 1")
                                            && Thread.currentThread().isInterrupted()) {
                                        interrupted.incrementAndGet();
                                    }
                                });
        awaitParked(waiting);

        waiting.interrupt();
        work.goOn.countDown();

        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void everyTaskOfManyThreadsIsDoneOnce() throws Exception {
        GroupCommit<Integer, String> commit = commit(16, Duration.ofMillis(1));
        work.goOn.countDown();

        List<Future<String>> results =
                IntStream.range(1, 2_000)
                        .mapToObj(task -> threads.submit(() -> commit.run(task)))
                        .toList();

        for (Future<String> result : results) {
            assertThat(result.get(20, TimeUnit.SECONDS)).isNotEmpty();
        }
        List<Integer> done = new ArrayList<>(work.groups.stream().flatMap(List::stream).toList());
        done.addAll(work.alone);
        assertThat(done).doesNotHaveDuplicates().hasSize(1_999);
    }

    private GroupCommit<Integer, String> commit(int most, Duration patience) {
        return new GroupCommit<>(most, patience, work);
    }

    /** The first group, which goes on when it may. */
    private Future<String> begin(GroupCommit<Integer, String> commit) throws Exception {
        Future<String> first = threads.submit(() -> commit.run(FIRST));
        assertThat(work.begun.await(10, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    /** These wait in their order while all turns are taken. */
    private List<Future<String>> queued(GroupCommit<Integer, String> commit, int from, int to) {
        List<Future<String>> results = new ArrayList<>();
        for (int task = from; task <= to; task++) {
            int number = task;
            FutureTask<String> result = new FutureTask<>(() -> commit.run(number));
            awaitParked(Thread.ofVirtual().start(result));
            results.add(result);
        }
        return results;
    }

    private static void awaitParked(Thread thread) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(
                        () ->
                                thread.getState() == Thread.State.WAITING
                                        || thread.getState() == Thread.State.TIMED_WAITING);
    }
}
