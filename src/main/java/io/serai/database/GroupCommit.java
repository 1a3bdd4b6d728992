package io.serai.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what threads want to commit at the same time: one group is worked on at a time, who comes
 * meanwhile waits, and all who wait are the next group, in one transaction. So the more there is to
 * do, the less each costs, and nobody waits for others to come. Thread-safe.
 *
 * @param <T> a task
 * @param <R> what comes of it
 */
public final class GroupCommit<T, R> {
    private final int most;
    private final Duration patience;
    private final Work<T, R> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean taken;

    /**
     * @param most tasks in one group
     * @param patience after this long in the queue a task is done alone, beside the group, so that
     *     one that hangs holds up nobody but its own
     */
    public GroupCommit(int most, Duration patience, Work<T, R> work) {
        this.most = most;
        this.patience = patience;
        this.work = work;
    }

    /** What is done with tasks, by the threads that brought them. */
    public interface Work<T, R> {
        /** Does one task in a transaction of its own, perhaps beside a group. */
        R alone(T task);

        /**
         * Does tasks in one transaction, perhaps a single one, and answers them when it has
         * committed. Those that it leaves without an answer are done alone, each by its own thread;
         * when this throws, they fail. Others wait meanwhile, so this does not wait for what
         * another transaction may hold for long.
         */
        void together(List<Asked<T, R>> tasks);
    }

    /** A task that waits for its result. */
    public interface Asked<T, R> {
        T task();

        void answer(R result);
    }

    private enum State {
        QUEUED,
        LEADS,
        FOLLOWS,
        ALONE,
        DONE
    }

    /** The state is guarded by the lock; the rest is written by who leads, before the state is. */
    private final class Waiting implements Asked<T, R> {
        private final T task;
        private final Condition changed = lock.newCondition();
        private State state = State.QUEUED;
        private @Nullable R result;
        private @Nullable RuntimeException failure;

        private Waiting(T task) {
            this.task = task;
        }

        @Override
        public T task() {
            return task;
        }

        @Override
        public void answer(R answer) {
            result = answer;
        }

        private void become(State next) {
            state = next;
            changed.signal();
        }

        private State outcome() {
            return result != null || failure != null ? State.DONE : State.ALONE;
        }
    }

    /**
     * Does a task, alone or with others; returns once it is committed.
     *
     * @throws RuntimeException what the work throws
     */
    public R run(T task) {
        Waiting mine = new Waiting(task);
        if (enter(mine) == State.LEADS) {
            lead(mine);
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        @Nullable R result = mine.result;
        return result != null ? result : work.alone(task);
    }

    /** Takes the turn if it is free, else waits until this task leads, is done or goes alone. */
    private State enter(Waiting mine) {
        lock.lock();
        try {
            if (taken) {
                queue.add(mine);
                await(mine);
            } else {
                taken = true;
                mine.state = State.LEADS;
            }
            return mine.state;
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiting mine) {
        boolean interrupted = false;
        long patient = patience.toNanos();
        while (mine.state == State.QUEUED || mine.state == State.FOLLOWS) {
            try {
                if (mine.state == State.FOLLOWS) {
                    mine.changed.awaitUninterruptibly();
                } else if (patient > 0) {
                    patient = mine.changed.awaitNanos(patient);
                } else {
                    queue.remove(mine);
                    mine.state = State.ALONE;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead(Waiting mine) {
        List<Waiting> group = new ArrayList<>();
        group.add(mine);
        try {
            gather(group);
            work.together(List.<Asked<T, R>>copyOf(group));
        } catch (RuntimeException e) {
            group.stream().filter(one -> one.result == null).forEach(one -> one.failure = e);
        } finally {
            leave(group);
        }
    }

    private void gather(List<Waiting> group) {
        lock.lock();
        try {
            while (group.size() < most && !queue.isEmpty()) {
                Waiting next = queue.poll();
                next.state = State.FOLLOWS;
                group.add(next);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells the group how it ended, and hands the turn to who has waited longest. */
    private void leave(List<Waiting> group) {
        lock.lock();
        try {
            group.forEach(one -> one.become(one.outcome()));
            Waiting next = queue.poll();
            if (next == null) {
                taken = false;
            } else {
                next.become(State.LEADS);
            }
        } finally {
            lock.unlock();
        }
    }
}
