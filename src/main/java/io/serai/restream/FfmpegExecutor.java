package io.serai.restream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the step {@code exec} of the restream routes runs: gives the arguments to the supervisor,
 * which starts ffmpeg, watches it and starts it again with the same ones. It does not wait for the
 * process; the step's result is empty. Thread-safe.
 */
@Component("ffmpegSupervisor")
final class FfmpegExecutor implements ExecCommandExecutor {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final EngineParts engine;

    FfmpegExecutor(EngineParts engine) {
        this.engine = engine;
    }

    /**
     * @throws IllegalArgumentException when the body does not say which order of {@code
     *     restream.plan} it is
     */
    @Override
    public ExecResult execute(ExecCommand command) throws IOException {
        Order order =
                destination(command.getInput())
                        .flatMap(engine.orders()::take)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "The body names no destination for which"
                                                        + " restream.plan has just made an order"));
        engine.supervisor().want(order.with(command.getArgs()));
        return new ExecResult(command, nothing(), nothing(), 0);
    }

    private static Optional<DestinationId> destination(@Nullable InputStream body)
            throws IOException {
        String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return NUMBER.matcher(text).matches()
                ? Optional.of(new DestinationId(Long.parseLong(text)))
                : Optional.empty();
    }

    private static InputStream nothing() {
        return new ByteArrayInputStream(new byte[0]);
    }
}
