package io.serai.restream;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.common.StartRefused;
import io.serai.database.DataDirectory;
import io.serai.database.NodeSecrets;
import io.serai.events.EventLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class RestreamConfiguration {
    private static final String SECRET_FILE = "encryption-key";
    private static final String INSTALLATION_FILE = "restream-installation";
    private static final int INSTALLATION_DIGITS = 16;

    @Bean
    KeyCipher keyCipher(RestreamSettings settings, ObjectProvider<NodeSecrets> secrets) {
        String configured = settings.encryptionKey().strip();
        String key =
                configured.isEmpty()
                        ? secrets.getObject().secret("ENCRYPTION_KEY", configured, SECRET_FILE)
                        : configured;
        return new KeyCipher(
                EncryptionKey.of("ENCRYPTION_KEY", key),
                Optional.of(settings.encryptionKeyPrevious().strip())
                        .filter(previous -> !previous.isEmpty())
                        .map(hex -> EncryptionKey.of("ENCRYPTION_KEY_PREVIOUS", hex)));
    }

    @Bean
    TargetCheck targetCheck(RestreamSettings settings) {
        return new TargetCheck(settings.allowPrivateTargets(), InetAddress::getAllByName);
    }

    @Bean
    Node restreamNode(DataDirectory data) {
        return new Node(
                UUID.randomUUID().toString(),
                data.secret(INSTALLATION_FILE, INSTALLATION_DIGITS),
                host());
    }

    @Bean
    RestreamMetrics restreamMetrics(MeterRegistry registry, Platforms platforms, Clock clock) {
        return new RestreamMetrics(registry, platforms.all(), clock);
    }

    @Bean
    Reporter reporter(
            Node node,
            ReportWorker worker,
            RestreamMetrics metrics,
            ObjectProvider<Restreams.Listener> listeners,
            Clock clock) {
        return new RestreamReporter(node, worker, metrics, listeners::orderedStream, clock);
    }

    @Bean
    Claims claims(
            Node node,
            LeaseRepository leases,
            RestreamSettings settings,
            EventLog events,
            RestreamMetrics metrics,
            TransactionTemplate transactions,
            JdbcOperations jdbc,
            Clock clock) {
        return new Claims(
                node, leases, settings.limits(), events, metrics, transactions, jdbc, clock);
    }

    @Bean
    EngineParts engineParts(
            Node node,
            RestreamSettings settings,
            DataDirectory data,
            TargetCheck check,
            KeyCipher cipher,
            Reporter reporter,
            WantedRepository wanted,
            CommandLine commandLine,
            Claims claims,
            LeaseRepository leases,
            JdbcOperations jdbc,
            Clock clock) {
        RestreamSettings.Process process = settings.process();
        PresetFiles presets =
                PresetFiles.open(data.path(), node.installation(), reader(process.user()));
        FfmpegProgram program =
                FfmpegProgram.find(process, new BundledFfmpeg(data.path().resolve("ffmpeg-7.1.1")));
        Starter starter = new Starter();
        Pump pump = new Pump();
        Launcher launcher =
                new Launcher(
                        check,
                        cipher,
                        program,
                        Sandbox.find(process),
                        presets,
                        starter,
                        pump,
                        node);
        Machine machine = new Machine(process, RandomGenerator.getDefault());
        Supervisor supervisor = new Supervisor(machine, launcher, reporter, clock);
        Planner planner = new Planner(wanted, commandLine, claims, supervisor);
        Heartbeat heartbeat =
                new Heartbeat(node, leases, supervisor, jdbc, settings.limits().lease());
        return new EngineParts(
                node, supervisor, planner, new Orders(), heartbeat, starter, pump, presets);
    }

    /** Who reads presets, if ffmpeg runs as somebody else. */
    static Optional<UserPrincipal> reader(String user) {
        if (user.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(user.strip()));
        } catch (IOException unknown) {
            throw new StartRefused("FFMPEG_USER names a user that is unknown.", unknown);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
