package io.serai.hooks;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.MediaEvent.Name;
import io.serai.live.NginxPath;
import io.serai.live.PublishedNames;
import io.serai.streams.PublicName;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Under which names nginx-rtmp shows streams. Where they are renamed, its hooks about a publisher
 * go on to carry the name that was published, while its statistics page lists, and viewers play,
 * the other one. Thread-safe.
 */
@Component
final class NginxNames {
    private final boolean renames;
    private final PublishedNames names;

    NginxNames(HooksSettings settings, PublishedNames names) {
        this.renames = settings.renameStreams();
        this.names = names;
    }

    /** What a publisher's stream is to be called; empty: as it was published. */
    Optional<String> redirect(String published) {
        return Optional.of(PublicName.of(published))
                .filter(name -> renames && !name.equals(published));
    }

    /** Where nginx-rtmp lists the stream that a publisher's hook is about. */
    String path(NginxForm form) {
        return renames
                ? NginxPath.of(form.text("app"), PublicName.of(form.name().stream()))
                : form.path();
    }

    /**
     * The name that was published, where a viewer's hook has the one that is shown.
     *
     * @throws Unavailable when the database does not answer
     */
    Name played(Name name) {
        try {
            return renames ? names.of(name) : name;
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
