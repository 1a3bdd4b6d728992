package io.serai.notify;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of a body and lets the rest go. What has arrived can be read before the body
 * is complete: when the status says that a message was posted, a slow or broken rest must not make
 * us post it again. Thread-safe.
 */
final class BoundedBody implements BodySubscriber<String> {
    private final int most;
    private final ByteArrayOutputStream begin = new ByteArrayOutputStream();
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    BoundedBody(int most) {
        this.most = most;
    }

    /** What has arrived so far. */
    synchronized String soFar() {
        return begin.toString(StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), most - begin.size())];
            buffer.get(bytes);
            begin.writeBytes(bytes);
        }
        if (begin.size() == most && subscription != null) {
            subscription.cancel();
            body.complete(soFar());
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The status has arrived, else nobody would read a body.
        body.complete(soFar());
    }

    @Override
    public void onComplete() {
        body.complete(soFar());
    }
}
