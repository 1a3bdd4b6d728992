import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Reads what Serai has written to a topic, and writes the same records with Kafka's own producer and
 * the same promises: BareProducer brokers topic rounds. First all at once, then by 64 threads that each
 * wait for the answer before they go on, as the order of a stream wants it.
 */
final class BareProducer {
    private static final int AT_A_TIME = 64;

    public static void main(String[] arguments) throws Exception {
        String brokers = arguments[0];
        String topic = arguments[1];
        int rounds = Integer.parseInt(arguments[2]);
        List<ConsumerRecord<String, String>> records = read(brokers, topic);
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", brokers);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("key.serializer", StringSerializer.class);
        settings.put("value.serializer", StringSerializer.class);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            for (int round = 1; round <= rounds; round++) {
                long begin = System.nanoTime();
                for (ConsumerRecord<String, String> each : records) {
                    producer.send(copy(each, topic + ".bare"));
                }
                producer.flush();
                tell("at-once", records.size(), begin);
                begin = System.nanoTime();
                oneAfterTheOther(producer, records, topic + ".bare");
                tell("answered", records.size(), begin);
            }
        }
    }

    private static void oneAfterTheOther(
            KafkaProducer<String, String> producer,
            List<ConsumerRecord<String, String>> records,
            String topic)
            throws Exception {
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < AT_A_TIME; number++) {
                int own = number;
                threads.add(
                        pool.submit(
                                () -> {
                                    for (ConsumerRecord<String, String> each : records) {
                                        if (Math.floorMod(each.key().hashCode(), AT_A_TIME) == own) {
                                            producer.send(copy(each, topic)).get();
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        }
    }

    private static ProducerRecord<String, String> copy(
            ConsumerRecord<String, String> record, String topic) {
        return new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
    }

    private static void tell(String how, int records, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%s %d %.0f%n", how, records, records / seconds);
    }

    private static List<ConsumerRecord<String, String>> read(String brokers, String topic) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", brokers,
                        "key.deserializer", StringDeserializer.class,
                        "value.deserializer", StringDeserializer.class);
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
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
