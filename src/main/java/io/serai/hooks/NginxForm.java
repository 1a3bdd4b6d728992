package io.serai.hooks;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
import io.serai.live.Fence;
import io.serai.live.JournalNote.Sender;
import io.serai.live.MediaEvent.Name;
import io.serai.live.NginxPath;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The form that nginx-rtmp sends. Its own fields come first and are escaped; a publisher's
 * arguments are appended as they are, so only the first value of a field counts, and a damaged
 * escape among the rest does no harm.
 *
 * @see <a href="https://github.com/arut/nginx-rtmp-module/wiki/Directives#notify">nginx-rtmp:
 *     notify</a>
 */
record NginxForm(Form form, String source) {
    private static final int LONGEST = 1024;

    /**
     * @param source which of the configured servers sent it
     * @param calls the values that {@code call} may have if it is there
     * @throws Invalid when the form is too large, or is about something else
     */
    static NginxForm read(HttpCall call, String source, Set<String> calls) {
        if (call.bodyTooLarge()) {
            throw new Invalid("body too large");
        }
        Form form = Form.parse(call.body());
        String told = form.get("call").orElse("");
        if (!told.isEmpty() && !calls.contains(told)) {
            throw new Invalid("call is not what this path is for");
        }
        return new NginxForm(form, source);
    }

    /** nginx-rtmp has no id of its own process; the connection counter is all there is. */
    Fence fence() {
        return new Fence(source, "", text("clientid"));
    }

    String path() {
        return NginxPath.of(text("app"), name().stream());
    }

    /**
     * @throws Invalid when the name is missing or empty
     */
    Name name() {
        String name = text("name");
        if (name.isEmpty()) {
            throw new Invalid("name is missing");
        }
        return new Name(text("app"), name, form.get("token"));
    }

    /**
     * Who is meant, for the journal.
     *
     * @throws Invalid when that is not readable
     */
    Sender sender(String kind) {
        return new Sender(kind, fence(), text("addr"), "rtmp", Optional.of(name()));
    }

    /** Time of the newest media, ms; absent where it is not a number. */
    OptionalLong timestamp() {
        String text = text("timestamp");
        return text.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** nginx-rtmp's own relay plays and publishes as well; that is nobody. */
    boolean relay() {
        return text("flashver").startsWith("ngx-local-relay");
    }

    /** Serai's own ffmpeg plays to send a stream on; that is no viewer. */
    boolean ownPull() {
        return text("serai").equals("restream");
    }

    String text(String field) {
        String value = form.get(field).orElse("");
        if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
            throw new Invalid(field + " is not usable");
        }
        return value;
    }

    /** The name as it was sent, for the answer to it. */
    static String nameIn(HttpCall call) {
        return Form.parse(call.body()).get("name").orElse("");
    }

    /** To know the same request again; says nothing about its content. */
    static String digest(HttpCall call) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(call.body());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Values may be keys. */
    @Override
    public String toString() {
        return "***";
    }
}
