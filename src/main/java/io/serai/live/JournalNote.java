package io.serai.live;

import io.serai.common.StreamId;
import io.serai.live.MediaEvent.Name;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One thing that is worth telling an operator who asks why a stream is not live. */
public sealed interface JournalNote {
    /** When it happened; for a hook, when it arrived. */
    Instant at();

    /**
     * A media server's call and how it was answered.
     *
     * @param took from its arrival to its answer
     * @param what which hook, whatever each server calls it: {@code publish}, {@code unpublish},
     *     {@code close}, {@code update}, {@code play}
     * @param caller address that the call came from
     */
    record Hook(Instant at, Duration took, String what, String caller, Sender sender, Ruling ruling)
            implements JournalNote {}

    /**
     * Who is meant, as the body says; it may say anything where the caller was not admitted.
     *
     * @param kind of media server: {@code srs} or {@code nginx-rtmp}
     * @param address of the encoder or player; empty where the body does not tell
     * @param protocol {@code rtmp}, {@code whip}; empty where the body could not be read
     * @param name absent where the body names none, or could not be read
     */
    record Sender(String kind, Fence fence, String address, String protocol, Optional<Name> name) {
        /** Nobody is named. */
        public static Sender unknown(String kind) {
            return new Sender(kind, new Fence("", "", ""), "", "", Optional.empty());
        }
    }

    /**
     * How it was answered.
     *
     * @param word {@code accepted} or why not, as in the metric {@code serai.hooks}
     * @param text the same for people; no secrets
     */
    record Ruling(boolean accepted, String word, String text, Grounds grounds) {}

    /**
     * What was found when a media server was asked about a session, or a publisher without one.
     *
     * @param rule what was made of it, as in {@link Grounds#rule}
     * @param changed as in {@link Grounds#changed}
     */
    record Finding(
            Instant at, StreamId stream, Fence fence, Sight sight, String rule, boolean changed)
            implements JournalNote {}

    /** How a media server shows a publisher. */
    enum Sight {
        /** As the one who publishes. */
        LISTED,
        /** As one from whom no media has come. */
        WITHOUT_MEDIA,
        /** Not at all: nobody publishes there. */
        NOT_LISTED,
        /** Somebody else publishes there. */
        OTHER_PUBLISHER,
        /** The server was started anew since. */
        OTHER_PROCESS,
        /** Another server answers in its place. */
        OTHER_SERVER,
        /** The server could not be asked, or could not say. */
        UNREACHABLE,
        /** The server has nothing that could be asked. */
        NO_API,
        /** nginx-rtmp's updates come. */
        UPDATES,
        /** nginx-rtmp's updates have stopped. */
        SILENT,
        /** A segment or a recording of it was written. */
        MEDIA
    }
}
