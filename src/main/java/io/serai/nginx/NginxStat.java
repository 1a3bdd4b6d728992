package io.serai.nginx;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaServerHttp;
import io.serai.live.NginxPath;
import java.net.URI;
import java.util.List;

/**
 * Client of the statistics page of one nginx-rtmp ({@code rtmp_stat all}). With more than one
 * worker the page knows only the streams of the worker that answers. Thread-safe.
 */
public final class NginxStat {
    private final MediaServerHttp http;
    private final URI page;

    public NginxStat(MediaServerHttp http, URI page) {
        this.http = http;
        this.page = page;
    }

    /**
     * Somebody who publishes.
     *
     * @param path as {@link NginxPath} makes it
     * @param client the {@code clientid} of the hooks
     */
    public record Publisher(String path, String client) {}

    /**
     * Everybody who publishes there now, in the order of the page.
     *
     * @throws Unavailable with a short reason if nginx does not answer, or not with a whole page
     */
    public List<Publisher> publishers() {
        return StatPage.read(http.question().get(page));
    }
}
