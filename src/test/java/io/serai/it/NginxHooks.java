package io.serai.it;

import io.serai.testing.SeraiProcess;
import java.net.http.HttpResponse;

/** Calls Serai as an nginx-rtmp does, with bodies as recorded of nginx-rtmp 1.2.2. Thread-safe. */
final class NginxHooks {
    private static final String BEGIN =
            "app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl="
                    + "&tcurl=rtmp://127.0.0.1:1945/live&pageurl=&addr=127.0.0.1&clientid=";

    private final SeraiProcess serai;

    NginxHooks(SeraiProcess serai) {
        this.serai = serai;
    }

    HttpResponse<String> publish(int client, String name) {
        return call("activate", client + "&call=publish&name=" + name + "&type=live");
    }

    HttpResponse<String> update(int client, String name, int seconds) {
        return call(
                "status",
                "%d&call=update_publish&time=%d&timestamp=%d&name=%s"
                        .formatted(client, seconds, seconds * 1000 - 17, name));
    }

    HttpResponse<String> publishDone(int client, String name) {
        return call("deactivate", client + "&call=publish_done&name=" + name);
    }

    private HttpResponse<String> call(String hook, String rest) {
        return serai.post(
                "/api/v1/stream-update/" + hook, "application/x-www-form-urlencoded", BEGIN + rest);
    }
}
