package io.serai.restream;

import io.serai.common.ControlException.Invalid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Starts ffmpeg for an order: checks the target, opens the key, writes it where only ffmpeg can
 * read it. Thread-safe; waits for the name service.
 */
final class Launcher {
    /** In the environment of each process, so that a later start knows which ones are its own. */
    static final String MARKER = "SERAI_RESTREAM";

    private final TargetCheck check;
    private final KeyCipher cipher;
    private final FfmpegProgram program;
    private final Sandbox sandbox;
    private final PresetFiles presets;
    private final Starter starter;
    private final Pump pump;
    private final Node node;

    /**
     * Who was started.
     *
     * @param order what it was started for
     * @param marker of this process alone
     * @param preset to be deleted when ffmpeg has read it
     */
    record Launched(Order order, FfmpegProcess process, String marker, Path preset) {}

    /** It can't be started. */
    static final class NotLaunched extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        NotLaunched(Failure failure) {
            super(failure.text());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    Launcher(
            TargetCheck check,
            KeyCipher cipher,
            FfmpegProgram program,
            Sandbox sandbox,
            PresetFiles presets,
            Starter starter,
            Pump pump,
            Node node) {
        this.check = check;
        this.cipher = cipher;
        this.program = program;
        this.sandbox = sandbox;
        this.presets = presets;
        this.starter = starter;
        this.pump = pump;
        this.node = node;
    }

    Launched launch(Order order, ListenerFactory listeners) throws NotLaunched {
        Preset preset = preset(order);
        List<String> secrets = new ArrayList<>(preset.secrets());
        secrets.add(order.source());
        UnaryOperator<String> clean = LastLines.without(secrets);
        String ffmpeg =
                program.path()
                        .orElseThrow(
                                () -> failed(FailureKind.NOT_STARTED, "There is no ffmpeg here"));
        Path file = null;
        try {
            file = presets.write(preset);
            List<String> command = new ArrayList<>(sandbox.command());
            command.add(ffmpeg);
            command.addAll(arguments(order, file));
            String own = node.marker() + UUID.randomUUID();
            Process process = starter.start(command, environment(own), presets.workingDirectory());
            FfmpegProcess started = new FfmpegProcess(process, clean, listeners.listener(own));
            pump.add(started);
            return new Launched(order, started, own, file);
        } catch (IOException e) {
            if (file != null) {
                PresetFiles.delete(file);
            }
            throw failed(FailureKind.NOT_STARTED, clean.apply(String.valueOf(e.getMessage())));
        }
    }

    /** Who is to hear of a process, given its marker. */
    @FunctionalInterface
    interface ListenerFactory {
        FfmpegProcess.Listener listener(String marker);
    }

    private Preset preset(Order order) throws NotLaunched {
        try {
            check.requireReachable(order.target());
            return Preset.of(order.target(), cipher.open(order.destination(), order.key()));
        } catch (Invalid e) {
            throw failed(FailureKind.FORBIDDEN_TARGET, String.valueOf(e.getMessage()));
        } catch (UnreadableKey | IllegalArgumentException e) {
            throw failed(FailureKind.UNREADABLE_KEY, String.valueOf(e.getMessage()));
        }
    }

    /** The preset is an option of the target, whose address is the last argument. */
    private static List<String> arguments(Order order, Path preset) {
        List<String> given = order.arguments();
        List<String> arguments = new ArrayList<>(given.subList(0, given.size() - 1));
        arguments.add("-fpre");
        arguments.add(preset.toString());
        arguments.add(given.getLast());
        return arguments;
    }

    private Map<String, String> environment(String own) {
        return Map.of(
                MARKER, own, "LC_ALL", "C", "PATH", "/usr/bin:/bin", "AV_LOG_FORCE_NOCOLOR", "1");
    }

    private static NotLaunched failed(FailureKind kind, String text) {
        return new NotLaunched(new Failure(kind, text));
    }
}
