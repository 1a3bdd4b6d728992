package io.serai.srs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaServerHttp;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Client of the HTTP API of one SRS (version 5 or later). Every call throws {@link Unavailable}
 * with a short reason if SRS does not answer, or not as it should. Thread-safe.
 */
public final class SrsApi {
    /** Entries asked for at once. SRS makes a page in one go, so a page is true in itself. */
    static final int PAGE = 10_000;

    /** More full pages than this are taken for a fault. */
    static final int MOST_PAGES = 10;

    private static final int UNKNOWN_CLIENT = 2049;
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final MediaServerHttp http;
    private final String base;
    private final SrsRtc rtc;
    private final SrsWhip whip;

    /**
     * @param base such as {@code http://127.0.0.1:1985}
     */
    public SrsApi(MediaServerHttp http, URI base) {
        this.http = http;
        this.base = base.toString().replaceFirst("/+$", "");
        this.rtc = new SrsRtc(http, URI.create(this.base));
        this.whip = new SrsWhip(http, this.base);
    }

    /** Which SRS answers. */
    public record Version(String server, String service, String version) {}

    /**
     * Everything that SRS lists, also streams that somebody only plays.
     *
     * @param server the {@code server_id} of its hooks
     * @param service the {@code service_id} of its hooks, new with each start
     * @param pid of its process; empty if it does not say
     */
    public record Streams(String server, String service, String pid, List<Stream> streams) {
        public Streams {
            streams = List.copyOf(streams);
        }
    }

    /**
     * One stream.
     *
     * @param id the {@code stream_id} of the hooks
     * @param url the {@code stream_url} of the hooks: {@code /live/name}, or {@code host/live/name}
     *     off the default virtual host
     * @param client the publisher's {@code client_id}; empty where nobody publishes
     * @param active whether media of a publisher has arrived
     * @param app the application it is published to
     * @param name its name there; it may be a key
     * @param listed the entry as SRS wrote it, to be passed on and not to be changed
     */
    public record Stream(
            String id,
            String url,
            String client,
            boolean active,
            String app,
            String name,
            ObjectNode listed) {
        @Override
        public String toString() {
            return "stream " + id;
        }
    }

    /**
     * How the machine of SRS does.
     *
     * @param uptime of SRS, in seconds
     * @param cpu share of the machine's processors that is busy, as SRS writes it
     * @param memory share that is used, as SRS writes it
     * @param disk share of the time in which it is busy, as SRS writes it
     * @param load of the last 1, 5 and 15 minutes
     * @param now the clock of SRS, in milliseconds since 1970
     */
    public record Summaries(
            String version,
            long uptime,
            double cpu,
            double memory,
            double disk,
            List<Double> load,
            long now) {
        public Summaries {
            load = List.copyOf(load);
        }
    }

    /** WebRTC offers in the form of WHIP and WHEP. */
    public SrsWhip whip() {
        return whip;
    }

    /** The part that speaks WebRTC. */
    public SrsRtc rtc() {
        return rtc;
    }

    public Version version() {
        SrsAnswer answer = ask(http.question(), "/api/v1/versions");
        return new Version(answer.serverId(), answer.serviceId(), answer.version());
    }

    public Summaries summaries() {
        return ask(http.question(), "/api/v1/summaries").summaries();
    }

    /** The complete list: nothing is left out that was there from the first call to the last. */
    public Streams streams() {
        MediaServerHttp.Question question = http.question();
        SrsAnswer first = page(question, 0);
        Map<String, Stream> all = new LinkedHashMap<>();
        List<Stream> page = addTo(all, first.streamList());
        for (int pages = 1; page.size() == PAGE; pages++) {
            if (pages == MOST_PAGES) {
                throw new Unavailable("the list of streams has no end");
            }
            SrsAnswer next = page(question, pages * (PAGE - 1));
            if (!next.serverId().equals(first.serverId())
                    || !next.serviceId().equals(first.serviceId())) {
                throw new Unavailable("SRS was started again while its list was read");
            }
            // Pages overlap by one entry. If that is another one, entries have moved, and some may
            // have slipped past between the two pages.
            List<Stream> following = next.streamList();
            if (following.isEmpty() || !following.getFirst().id().equals(page.getLast().id())) {
                throw new Unavailable("the list of streams changed while it was read");
            }
            page = addTo(all, following);
        }
        return new Streams(
                first.serverId(), first.serviceId(), first.processId(), List.copyOf(all.values()));
    }

    /** Whether SRS can be asked to cut the connection with this id. */
    public static boolean isClientId(String client) {
        return CLIENT_ID.matcher(client).matches();
    }

    /**
     * Cuts the connection of a publisher or player. It may come back at once.
     *
     * @return whether SRS knew it
     */
    public boolean kick(String client) {
        if (!isClientId(client)) {
            throw new Invalid("That is no id of a client of SRS");
        }
        SrsAnswer answer =
                SrsAnswer.read(
                        http.question().delete(URI.create(base + "/api/v1/clients/" + client)));
        if (answer.codeNumber() == UNKNOWN_CLIENT) {
            return false;
        }
        answer.successful();
        return true;
    }

    /** Without the slash before the question mark SRS answers 302. */
    private SrsAnswer page(MediaServerHttp.Question question, int start) {
        return ask(question, "/api/v1/streams/?start=" + start + "&count=" + PAGE);
    }

    private SrsAnswer ask(MediaServerHttp.Question question, String path) {
        return SrsAnswer.read(question.get(URI.create(base + path))).successful();
    }

    private static List<Stream> addTo(Map<String, Stream> all, List<Stream> page) {
        if (page.size() > PAGE) {
            throw new Unavailable("more streams than were asked for");
        }
        page.forEach(stream -> all.put(stream.id(), stream));
        return page;
    }
}
