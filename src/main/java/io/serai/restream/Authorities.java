package io.serai.restream;

import io.serai.common.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who vouches for targets of rtmps. ffmpeg asks nobody unless it is told to, and would give the key
 * to whoever answers.
 *
 * @param file of certificates; empty: targets are not checked
 */
record Authorities(Optional<Path> file) {
    private static final Logger log = LoggerFactory.getLogger(Authorities.class);

    /** Where Debian, Red Hat and macOS keep them. */
    private static final List<String> OF_SYSTEMS =
            List.of(
                    "/etc/ssl/certs/ca-certificates.crt",
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/cert.pem");

    private static final String NONE = "none";

    /**
     * @param configured as {@code serai.restream.process.certificates} says
     * @throws StartRefused when the configured file can't be read
     */
    static Authorities find(String configured) {
        if (configured.strip().equals(NONE)) {
            return new Authorities(Optional.empty());
        }
        if (!configured.isBlank()) {
            Path file = Path.of(configured.strip()).toAbsolutePath();
            if (!Files.isReadable(file)) {
                throw new StartRefused(
                        "serai.restream.process.certificates is "
                                + file
                                + ", which can't be read.");
            }
            return new Authorities(Optional.of(file));
        }
        Optional<Path> found =
                OF_SYSTEMS.stream().map(Path::of).filter(Files::isReadable).findFirst();
        if (found.isEmpty()) {
            log.warn(
                    "restream.certificates-unchecked reason=\"the system has no file of"
                            + " authorities; install ca-certificates\"");
        }
        return new Authorities(found);
    }

    /** Arguments of ffmpeg for a target. */
    List<String> arguments() {
        return file.map(path -> List.of("-tls_verify", "1", "-ca_file", path.toString()))
                .orElse(List.of());
    }
}
