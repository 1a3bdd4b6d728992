package io.serai.live;

import java.util.Optional;

/**
 * Paths of streams as media servers write them: {@code /app/name}, or {@code vhost/app/name} for
 * SRS's virtual hosts other than the default one. The application may itself have slashes.
 */
public final class Paths {
    private Paths() {}

    /** The path of a stream; {@code vhost} is empty for the default one. */
    public static String path(String vhost, String app, String stream) {
        return vhost + "/" + app + "/" + stream;
    }

    static MediaEvent.Name name(String path) {
        int begin = path.indexOf('/') + 1;
        int last = path.lastIndexOf('/');
        String app = last > begin ? path.substring(begin, last) : "";
        return new MediaEvent.Name(app, path.substring(last + 1), Optional.empty());
    }
}
