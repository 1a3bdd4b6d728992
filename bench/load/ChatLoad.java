import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Viewers of chats, and a few who write: prints one line with deliveries a second, the time from
 * sending to receiving, and what was lost or came twice. One thread, so that little of the machine
 * is taken from the hub.
 *
 * <p>{@code java ChatLoad.java <port> <streams> <connections> <deaf> <seconds> <deliveries a
 * second> <process of the hub>}: the rate 0 means as fast as the messages arrive everywhere, eight of each stream under
 * way; -1 means that nobody writes, and that the program waits for a line on its input. The deaf
 * join the first stream and never read.
 */
final class ChatLoad {
    private static final int WRITERS = 2;
    private static final int UNDER_WAY = 8;
    private static final int BUCKETS = 64 * 16;
    private static final byte[] MARK = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final int streams;
    private final int connections;
    private final int deaf;
    private final long seconds;
    private final long rate;
    private final Path hub;
    private long ticks;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private final List<Viewer> viewers = new ArrayList<>();
    private final List<SocketChannel> never = new ArrayList<>();
    private final Stream[] rooms;
    private final long[] latency = new long[BUCKETS];
    private long deliveries;
    private long lost;
    private long doubled;
    private boolean measuring;

    private ChatLoad(String[] arguments) throws IOException {
        port = Integer.parseInt(arguments[0]);
        streams = Integer.parseInt(arguments[1]);
        connections = Integer.parseInt(arguments[2]);
        deaf = Integer.parseInt(arguments[3]);
        seconds = Long.parseLong(arguments[4]);
        rate = Long.parseLong(arguments[5]);
        hub = Path.of("/proc", arguments[6], "stat");
        rooms = new Stream[streams];
        for (int i = 0; i < streams; i++) {
            rooms[i] = new Stream(i + 1);
        }
    }

    private static final class Stream {
        private final int id;
        private final List<Viewer> viewers = new ArrayList<>();
        private final long[] written = new long[WRITERS];
        private int writer;
        private long expected;
        private long arrived;

        Stream(int id) {
            this.id = id;
        }
    }

    private static final class Viewer {
        private final SocketChannel channel;
        private final Stream stream;
        private final long[] next = new long[WRITERS];
        private byte[] rest = {};

        Viewer(SocketChannel channel, Stream stream) {
            this.channel = channel;
            this.stream = stream;
        }
    }

    public static void main(String[] arguments) throws Exception {
        new ChatLoad(arguments).run();
    }

    private void run() throws Exception {
        for (int i = 0; i < connections; i++) {
            join(rooms[i % streams]);
            if (i % 64 == 0) {
                receive(0);
            }
        }
        for (int i = 0; i < deaf; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            never.add(greet(channel, rooms[0], "deaf-" + i));
        }
        if (rate < 0) {
            System.out.println("ready");
            while (System.in.available() == 0) {
                receive(100);
            }
            return;
        }
        long quiet = System.nanoTime() + 4_000_000_000L;
        while (System.nanoTime() < quiet) {
            receive(50);
        }
        if (rate == 0) {
            saturate();
        } else {
            pace();
        }
    }

    private void join(Stream stream) throws IOException {
        SocketChannel channel = SocketChannel.open();
        // One address has too few ports for several rounds of so many connections.
        channel.bind(new InetSocketAddress("127.0.0." + (2 + viewers.size() / 4000), 0));
        Viewer viewer =
                new Viewer(greet(channel, stream, "viewer-" + viewers.size()), stream);
        viewers.add(viewer);
        stream.viewers.add(viewer);
        channel.register(selector, SelectionKey.OP_READ, viewer);
    }

    private SocketChannel greet(SocketChannel channel, Stream stream, String user)
            throws IOException {
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String head =
                ("GET /ws/live/%d?user_id=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .formatted(stream.id, user);
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder answer = new StringBuilder();
        while (answer.length() < 4 || !answer.substring(answer.length() - 4).equals("\r\n\r\n")) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("refused: " + answer);
            }
            answer.append((char) one.get(0));
        }
        if (!answer.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + answer);
        }
        channel.configureBlocking(false);
        return channel;
    }

    private void saturate() throws IOException {
        long begin = System.nanoTime();
        long warm = begin + 3_000_000_000L;
        long end = warm + seconds * 1_000_000_000L;
        long now = begin;
        while (now < end) {
            for (Stream stream : rooms) {
                while (stream.expected - stream.arrived
                        <= (long) (UNDER_WAY - 1) * stream.viewers.size()) {
                    write(stream);
                }
            }
            receive(1);
            now = System.nanoTime();
            if (!measuring && now >= warm) {
                measuring = true;
                deliveries = 0;
                ticks = ticks();
                warm = now;
            }
        }
        ticks = ticks() - ticks;
        report(now - warm);
    }

    /** Processor time of the hub so far, in hundredths of a second. */
    private long ticks() throws IOException {
        String[] words = Files.readString(hub).replaceFirst(".*\\) ", "").split(" ");
        return Long.parseLong(words[11]) + Long.parseLong(words[12]);
    }

    private void pace() throws IOException {
        long each = connections / streams;
        double gap = 1e9 * each / rate;
        long begin = System.nanoTime();
        long warm = begin + 3_000_000_000L;
        long end = warm + seconds * 1_000_000_000L;
        long written = 0;
        long now = begin;
        while (now < end) {
            while (begin + (long) (written * gap) <= now) {
                write(rooms[(int) (written++ % streams)]);
            }
            receive(1);
            now = System.nanoTime();
            if (!measuring && now >= warm) {
                measuring = true;
                deliveries = 0;
                ticks = ticks();
                warm = now;
            }
        }
        long measured = now - warm;
        long counted = deliveries;
        ticks = ticks() - ticks;
        for (long last = now + 3_000_000_000L; System.nanoTime() < last; ) {
            receive(10);
        }
        deliveries = counted;
        report(measured);
    }

    private void write(Stream stream) throws IOException {
        int writer = stream.writer = (stream.writer + 1) % WRITERS;
        String text =
                "{\"type\":\"CHAT\",\"content\":\"%d %d %d how nice to see you here\"}"
                        .formatted(writer, ++stream.written[writer], System.nanoTime());
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) 0xFE).putShort((short) payload.length);
        }
        // A mask of zeros leaves the payload as it is.
        frame.putInt(0).put(payload).flip();
        stream.expected += stream.viewers.size();
        SocketChannel channel = stream.viewers.get(writer).channel;
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    private void receive(long most) throws IOException {
        if (most > 0) {
            selector.select(most);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Viewer viewer = (Viewer) key.attachment();
            buffer.clear().put(viewer.rest);
            if (viewer.channel.read(buffer) < 0) {
                throw new IOException("the hub has closed a connection that reads");
            }
            take(viewer, buffer.array(), buffer.position(), System.nanoTime());
        }
        selector.selectedKeys().clear();
    }

    private void take(Viewer viewer, byte[] bytes, int end, long now) throws IOException {
        int at = 0;
        while (end - at >= 2) {
            int length = bytes[at + 1] & 0x7F;
            int head = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (end - at < head) {
                break;
            }
            if (head == 4) {
                length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            }
            if (end - at < head + length) {
                break;
            }
            if ((bytes[at] & 0xF) == 1) {
                frame(viewer, bytes, at + head, at + head + length, now);
            } else if ((bytes[at] & 0xF) == 8) {
                throw new IOException("the hub says goodbye");
            }
            at += head + length;
        }
        viewer.rest = at == end ? new byte[0] : Arrays.copyOfRange(bytes, at, end);
    }

    private void frame(Viewer viewer, byte[] bytes, int from, int end, long now) {
        int at = after(bytes, from, end);
        if (at < 0) {
            return;
        }
        int writer = (int) number(bytes, at);
        at = space(bytes, at);
        long count = number(bytes, at);
        at = space(bytes, at);
        long sent = number(bytes, at);
        viewer.stream.arrived++;
        deliveries++;
        long expected = viewer.next[writer] + 1;
        if (count < expected) {
            doubled++;
        } else {
            lost += count - expected;
            viewer.next[writer] = count;
        }
        if (measuring) {
            latency[bucket(now - sent)]++;
        }
    }

    private static int after(byte[] bytes, int from, int end) {
        for (int at = from; at < end - MARK.length; at++) {
            if (bytes[at] == MARK[0]
                    && Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at + MARK.length;
            }
        }
        return -1;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int at = from; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = 10 * number + bytes[at] - '0';
        }
        return number;
    }

    private static int space(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != ' ') {
            at++;
        }
        return at + 1;
    }

    /** Sixteen for each power of two. */
    private static int bucket(long nanos) {
        long value = Math.max(16, nanos);
        int power = 63 - Long.numberOfLeadingZeros(value);
        return power * 16 + (int) (value >> power - 4 & 15);
    }

    private static double millis(int bucket) {
        return (1L << bucket / 16) * (1 + (bucket % 16 + 0.5) / 16) / 1e6;
    }

    private double quantile(double part) {
        long all = Arrays.stream(latency).sum();
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += latency[i];
            if (seen >= all * part) {
                return millis(i);
            }
        }
        return 0;
    }

    /** The deaf that the hub still serves. */
    private long stillThere() {
        // Reading would make them hear again; so this is the very last thing.
        long there = 0;
        for (SocketChannel channel : never) {
            try {
                ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
                int read;
                do {
                    bytes.clear();
                    read = channel.read(bytes);
                } while (read > 0);
                there += read == 0 ? 1 : 0;
            } catch (IOException e) {
                // It was cut off.
            }
        }
        return there;
    }

    private void report(long nanos) {
        System.out.printf(
                Locale.ROOT,
                "%.0f %.2f %.2f %d %d %d %.0f%n",
                deliveries * 1e9 / nanos,
                quantile(0.5),
                quantile(0.99),
                lost,
                doubled,
                stillThere(),
                ticks * 1e9 / nanos);
    }
}
