package io.serai.live;

import java.nio.charset.StandardCharsets;

/** The path of a stream of nginx-rtmp, the same whether a hook or the statistics page names it. */
public final class NginxPath {
    private NginxPath() {}

    /**
     * {@code /application/name}, with a space for each byte that is not printable ASCII, because
     * that is all the statistics page tells of it. So two streams may share a path; their clients
     * differ.
     */
    public static String of(String application, String name) {
        byte[] path = ("/" + application + "/" + name).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < path.length; i++) {
            if (path[i] < 0x20 || path[i] == 0x7f) {
                path[i] = ' ';
            }
        }
        return new String(path, StandardCharsets.US_ASCII);
    }
}
