package io.serai.restream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program in place of ffmpeg that does what the application of its target's address says, and
 * notes in a directory how it was started.
 */
public final class FakeFfmpeg {
    private static final String SCRIPT =
            """
            #!/bin/bash
            notes=%s/$$
            url="${@: -1}"
            mode="${url##*/}"
            printf '%%s\\n' "$@" > "$notes.arguments"
            env > "$notes.environment"
            pwd > "$notes.directory"
            ulimit -c > "$notes.cores"
            nice > "$notes.nice"
            ps -o pgid= -o sid= -o user= -p $$ > "$notes.group"
            ls -A > "$notes.files"
            while [[ $1 != -fpre ]]; do shift; done
            cat "$2" > "$notes.preset"
            stat -c %%a "$2" > "$notes.mode"
            bytes=500
            progress() {
                bytes=$((bytes + 1000))
                printf 'frame=%%d\\nfps=25.0\\nbitrate= 300.5kbits/s\\ntotal_size=%%d\\n' $((bytes / 100)) $bytes
                printf 'drop_frames=2\\nspeed=1.01x\\nprogress=continue\\n'
            }
            run() {
                while true; do
                    progress
                    read -r -t 0.1 -n 1 input && [[ $input == q && $1 != deaf ]] && exit 0
                done
            }
            terminated() {
                [[ $mode != twice || -e $notes.once ]] && exit 255
                touch "$notes.once"
            }
            trap terminated TERM
            case $mode in
                run) run ;;
                twice) run deaf ;;
                deaf) trap '' TERM; run deaf ;;
                silent) while true; do read -r -t 0.1 input; done ;;
                stalls) progress; progress; while true; do read -r -t 0.1 input; done ;;
                floods) (while true; do echo "[error] key $(cut -d= -f2 < "$notes.preset")"; done) >&2 & flood=$!
                    trap 'kill $flood; exit 255' TERM
                    run deaf ;;
                refused) echo "[error] $url: Input/output error" >&2; exit 1 ;;
                lost) progress; echo "[error] av_interleaved_write_frame(): Broken pipe" >&2; exit 1 ;;
                exit-*) exit "${mode#exit-}" ;;
            esac
            """;

    private final Path directory;
    private final Path program;

    public FakeFfmpeg(Path directory) {
        this.directory = directory;
        this.program = directory.resolve("ffmpeg");
        try {
            Files.writeString(program, SCRIPT.formatted(directory));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String program() {
        return program.toString();
    }

    /** How often it was started. */
    public int starts() {
        return notes("arguments").size();
    }

    /** What each start has noted under this name. */
    public List<String> notes(String name) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith("." + name))
                    .map(FakeFfmpeg::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
