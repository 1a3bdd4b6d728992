package io.serai.live;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a media server told, whichever it was: verified and translated by its adapter. */
public sealed interface MediaEvent {

    /** How media arrives; WHIP publishers have a moment without media. */
    enum Protocol {
        RTMP,
        WHIP
    }

    /** What the path of a stream is made of, to find the stream in the catalogue. */
    record Name(String app, String stream, Optional<String> token) {
        /** Names and tokens may be keys. */
        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * Somebody asks to publish.
     *
     * @param path virtual host, application and name as the server lists them; SRS: {@code
     *     stream_url}
     * @param streamObject SRS's {@code stream_id}: the in-memory stream, which lives as long as its
     *     publisher
     * @param digest of the hook's body, to know a duplicate
     * @param strict the form of live-service: a stream that is live refuses a second publisher
     */
    record Publish(
            Fence fence,
            String path,
            Name name,
            Protocol protocol,
            Optional<String> streamObject,
            String digest,
            boolean strict)
            implements MediaEvent {}

    /** How a server says that a publisher has gone. */
    enum EndKind {
        /** SRS on_unpublish: only ever sent for a publisher that was on air. */
        UNPUBLISH,
        /** SRS on_close: the connection has gone, whatever it did. */
        CLOSE,
        /** nginx-rtmp publish_done: also sent for a publisher refused as busy. */
        PUBLISH_DONE
    }

    /**
     * A publisher has gone.
     *
     * @param fence its client is empty in a call made by hand
     * @param name absent in SRS's on_close
     */
    record End(Fence fence, Optional<Name> name, EndKind kind) implements MediaEvent {}

    /** Something that only a publisher on air causes: a segment or a recording (SRS). */
    record Evidence(Fence fence, Name name) implements MediaEvent {}

    /**
     * nginx-rtmp's on_update of a publisher.
     *
     * @param timestamp of the newest media, in ms; stands still when the publisher has stalled
     */
    record Update(Fence fence, String path, Name name, OptionalLong timestamp)
            implements SignOfLife {}

    /** What nginx-rtmp tells regularly of every connection, and acts upon. */
    sealed interface SignOfLife extends MediaEvent {}

    /**
     * Somebody asks to play.
     *
     * @param viewer false for a relay, which is nobody
     */
    record Play(Fence fence, Name name, boolean viewer) implements MediaEvent {}

    /** nginx-rtmp's on_update of a viewer. */
    record ViewerUpdate(Name name) implements SignOfLife {}

    /** A viewer has gone. */
    record Stop(Fence fence, Name name) implements MediaEvent {}

    /** A server tells that it runs, as SRS's heartbeat does. */
    record Alive(String source, String boot) implements MediaEvent {}

    /**
     * What a server tells by messages that may come again and in any order.
     *
     * @param id the same whenever it comes again
     * @param fence whom it is about: a publisher of an ingress, or a participant of a room; its
     *     client is empty where it is about a room alone
     * @param name of the ingress or the room, as its {@link Name#stream}
     * @param happening what the stream's readers are told besides
     */
    record Message(String id, Fence fence, Name name, What what, Optional<Happening> happening)
            implements MediaEvent {}

    /** What a message says. */
    sealed interface What {}

    /** Somebody publishes by the ingress. */
    record Began(Protocol protocol) implements What {}

    /** A publisher of the ingress is gone. */
    record Stopped() implements What {}

    /** A viewer entered the room. */
    record Joined() implements What {}

    /** A viewer left the room. */
    record Gone() implements What {}

    /** Nobody is in the room any more. */
    record Emptied() implements What {}

    /** Nothing that changes what we keep. */
    record Happened() implements What {}

    /**
     * An event for the stream's log.
     *
     * @param type as {@code livekit.room-started}
     * @param detail without secrets
     */
    record Happening(String type, Map<String, Object> detail) {
        public Happening {
            detail = Map.copyOf(detail);
        }
    }
}
