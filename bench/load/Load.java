import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends pairs of publish and unpublish hooks, as SRS does, and prints one line with hooks a second
 * and their latency. Each connection has streams of its own, so that no two publishers meet.
 *
 * <p>{@code java Load.java <port> <path> <streams> <connections> <seconds> <hooks a second>}: the
 * rate 0 means as fast as answers come, each connection kept; any other rate opens a connection for
 * each hook, as SRS does, and counts latency from the moment at which the hook was due.
 */
final class Load {
    private static final String BODY =
            "{\"server_id\":\"bench\",\"service_id\":\"1\",\"action\":\"on_%s\",\"client_id\":\"%s\",\"ip\":\"127.0.0.1\","
                    + "\"vhost\":\"__defaultVhost__\",\"app\":\"live\",\"tcUrl\":\"rtmp://127.0.0.1:1935/live\","
                    + "\"stream\":\"bench-%d\",\"param\":\"\",\"stream_url\":\"/live/bench-%d\",\"stream_id\":\"vid-1\"}";
    private static final String HEAD =
            "POST %s/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: %s\r\nContent-Length: %d\r\n\r\n%s";

    private final int port;
    private final String path;
    private final int streams;
    private final int connections;
    private final long seconds;
    private final long rate;
    private final LongAdder refused = new LongAdder();

    private Load(String[] arguments) {
        port = Integer.parseInt(arguments[0]);
        path = arguments[1];
        streams = Integer.parseInt(arguments[2]);
        connections = Integer.parseInt(arguments[3]);
        seconds = Long.parseLong(arguments[4]);
        rate = Long.parseLong(arguments[5]);
    }

    public static void main(String[] arguments) throws Exception {
        new Load(arguments).run();
    }

    private void run() throws Exception {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        List<long[]> latencies = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Callable<long[]>> workers = new ArrayList<>();
            for (int number = 0; number < connections; number++) {
                int mine = number;
                workers.add(() -> work(mine, begin, end));
            }
            for (Future<long[]> done : threads.invokeAll(workers)) {
                latencies.add(done.get());
            }
        }
        double took = (System.nanoTime() - begin) / 1e9;
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%.0f hooks/s  p50 %.2f ms  p99 %.2f ms  max %.1f ms  (%d hooks, %d refused)%n",
                all.length / took,
                at(all, 0.50),
                at(all, 0.99),
                at(all, 1.0),
                all.length,
                refused.sum());
    }

    private static double at(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length))] / 1e6;
    }

    private long[] work(int number, long begin, long end) throws IOException {
        long[] latencies = new long[1 << 16];
        int count = 0;
        long step = rate == 0 ? 0 : connections * 1_000_000_000L / rate;
        long due = begin + (rate == 0 ? 0 : step * number / connections);
        int own = streams / connections;
        int stream = 0;
        String client = "";
        Socket socket = null;
        boolean publish = true;
        while (System.nanoTime() < end) {
            if (publish) {
                stream = 1 + number * own + ThreadLocalRandom.current().nextInt(own);
                client = "c" + Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
            }
            while (rate != 0 && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long from = rate == 0 ? System.nanoTime() : due;
            if (socket == null) {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(30_000);
            }
            String answer = exchange(socket, publish ? "publish" : "unpublish", client, stream);
            if (answer.contains("Connection: close")) {
                socket.close();
                socket = null;
            }
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = System.nanoTime() - from;
            publish = !publish;
            due += step;
        }
        if (!publish) {
            try (Socket last = new Socket(InetAddress.getLoopbackAddress(), port)) {
                exchange(last, "unpublish", client, stream);
            }
        }
        if (socket != null) {
            socket.close();
        }
        return Arrays.copyOf(latencies, count);
    }

    private String exchange(Socket socket, String action, String client, int stream)
            throws IOException {
        String body = BODY.formatted(action, client, stream, stream);
        String request =
                HEAD.formatted(
                        path, action, rate == 0 ? "keep-alive" : "close", body.length(), body);
        BufferedOutputStream out = new BufferedOutputStream(socket.getOutputStream(), 2048);
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String answer = read(new BufferedInputStream(socket.getInputStream(), 2048));
        if (!answer.contains("\"code\":0")) {
            refused.increment();
        }
        return answer;
    }

    /** Head and body; the server sends Content-Length or chunks that end with an empty one. */
    private static String read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int headEnd = -1;
        int length = -1;
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after " + text.length() + " bytes");
            }
            text.append((char) next);
            if (headEnd < 0 && endsWith(text, "\r\n\r\n")) {
                headEnd = text.length();
                length = contentLength(text.toString());
            }
            boolean complete =
                    length >= 0
                            ? text.length() == headEnd + length
                            : text.length() > headEnd && endsWith(text, "0\r\n\r\n");
            if (headEnd >= 0 && complete) {
                return text.toString();
            }
        }
    }

    private static boolean endsWith(StringBuilder text, String end) {
        int begin = text.length() - end.length();
        for (int i = end.length() - 1; i >= 0; i--) {
            if (begin < 0 || text.charAt(begin + i) != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int contentLength(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int begin = lower.indexOf("content-length:");
        if (begin < 0) {
            return -1;
        }
        return Integer.parseInt(head.substring(begin + 15, head.indexOf('\r', begin)).strip());
    }
}
