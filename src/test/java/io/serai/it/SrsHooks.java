package io.serai.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.SeraiProcess;
import java.net.http.HttpResponse;

/** Calls Serai as an SRS does, with bodies as recorded of SRS 7. Thread-safe. */
final class SrsHooks {
    private final SeraiProcess serai;
    private final String server;

    SrsHooks(SeraiProcess serai, String server) {
        this.serai = serai;
        this.server = server;
    }

    /**
     * Somebody who publishes.
     *
     * @param service the {@code service_id} of the process that it is connected to
     * @param object the {@code stream_id}
     */
    record Publisher(String service, String client, String key, String object) {}

    /** on_connect, then on_publish; whether SRS would let it publish. */
    boolean connectAndPublish(Publisher publisher) {
        return accepts(call("connect", connection("on_connect", publisher, ",\"pageUrl\":\"\"")))
                && accepts(publish(publisher));
    }

    HttpResponse<String> publish(Publisher publisher) {
        return publish(publisher, "");
    }

    /**
     * @param param what follows the name in the publisher's URL, with its question mark
     */
    HttpResponse<String> publish(Publisher publisher, String param) {
        return call("publish", stream("on_publish", publisher, param));
    }

    HttpResponse<String> unpublish(Publisher publisher) {
        return call("unpublish", stream("on_unpublish", publisher, ""));
    }

    HttpResponse<String> close(Publisher publisher) {
        return call(
                "close",
                """
                {"server_id":"%s","service_id":"%s","action":"on_close","client_id":"%s",\
                "ip":"127.0.0.1","vhost":"__defaultVhost__","app":"live","send_bytes":4501,\
                "recv_bytes":911458}\
                """
                        .formatted(server, publisher.service(), publisher.client()));
    }

    HttpResponse<String> heartbeat(String service) {
        return call(
                "heartbeat",
                """
                {"device_id":"my-srs-device","ip":"192.0.2.2","server":"%s","service":"%s",\
                "pid":"27387"}\
                """
                        .formatted(server, service));
    }

    /** SRS lets a client through only at status 200 or 201 with the integer 0 as code. */
    static boolean accepts(HttpResponse<String> answer) {
        JsonNode code = SeraiProcess.json(answer.body()).path("code");
        return answer.statusCode() == 200 && code.isInt() && code.asInt() == 0;
    }

    private HttpResponse<String> call(String hook, String body) {
        return serai.postJson("/api/srs/" + hook, body);
    }

    private String connection(String action, Publisher publisher, String rest) {
        return """
        {"server_id":"%s","service_id":"%s","action":"%s","client_id":"%s","ip":"127.0.0.1",\
        "vhost":"__defaultVhost__","app":"live","stream":"%s","param":"",\
        "tcUrl":"rtmp://127.0.0.1:1935/live"%s}\
        """
                .formatted(
                        server,
                        publisher.service(),
                        action,
                        publisher.client(),
                        publisher.key(),
                        rest);
    }

    private String stream(String action, Publisher publisher, String param) {
        return """
        {"server_id":"%s","service_id":"%s","action":"%s","client_id":"%s","ip":"127.0.0.1",\
        "vhost":"__defaultVhost__","app":"live","tcUrl":"rtmp://127.0.0.1:1935/live",\
        "stream":"%s","param":"%s","stream_url":"/live/%s","stream_id":"%s"}\
        """
                .formatted(
                        server,
                        publisher.service(),
                        action,
                        publisher.client(),
                        publisher.key(),
                        param,
                        publisher.key(),
                        publisher.object());
    }
}
