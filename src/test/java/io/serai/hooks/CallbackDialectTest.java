package io.serai.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.Caller;
import io.serai.common.http.Form;
import io.serai.common.http.Headers;
import io.serai.common.http.HttpCall;
import io.serai.live.MediaEvent;
import io.serai.live.MediaEvent.Name;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** live-service's form of SRS's hooks. */
class CallbackDialectTest {
    private final HookBench bench = new HookBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"app\":\"live\",\"stream\":\"7\",\"param\":\"?token=t\"}",
                "{\"app\":\"live\",\"stream\":7,\"param\":\"token=t\"}",
                "{\"app\":\"live\",\"stream\":7,\"param\":\"?a=b&token=t&token=second\"}"
            })
    void readsTheStreamAsTextOrAsANumber(String body) {
        MediaEvent.Publish publish = bench.steps.readCallbackPublish(callback("on_publish", body));

        assertThat(publish.name()).isEqualTo(new Name("live", "7", Optional.of("t")));
        assertThat(publish.strict()).isTrue();
        assertThat(bench.steps.readCallbackUnpublish(callback("on_unpublish", body)).name())
                .contains(publish.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"stream\":\"\"}",
                "{\"stream\":7.5}",
                "{\"stream\":true}",
                "{\"stream\":{\"id\":7}}",
                "{\"stream\":\"7\",\"client_id\":7}"
            })
    void refusesWhatNamesNoStream(String body) {
        HttpCall call = callback("on_publish", body);

        assertThatThrownBy(() -> bench.steps.readCallbackPublish(call)).isInstanceOf(Invalid.class);
        assertThat(text(bench.steps.refuseCallback(call, new Invalid("x"))))
                .isEqualTo("403 {\"code\":1,\"message\":\"publish rejected\"}");
    }

    @Test
    void refusesWith403WhatCanNotBeChecked() {
        HttpCall call = callback("on_publish", "{\"stream\":\"7\"}");

        assertThat(text(bench.steps.refuseCallback(call, new Unavailable("database"))))
                .isEqualTo("403 {\"code\":1,\"message\":\"temporarily unavailable\"}");
        assertThat(text(bench.steps.refuseCallback(call, new IllegalStateException("bug"))))
                .isEqualTo("403 {\"code\":1,\"message\":\"publish rejected\"}");
        assertThat(bench.count("srs", "on_publish", "unavailable")).isEqualTo(1);
    }

    @Test
    void refusesStrangersWhicheverCallbackItIs() {
        Caller stranger = new Caller("127.0.0.1", "8.8.8.8", true, true);
        String body = "{\"stream\":\"7\"}";
        HttpCall publish = call("on_publish", body, stranger);
        HttpCall unpublish = call("on_unpublish", body, stranger);

        Throwable published = catchThrowable(() -> bench.steps.readCallbackPublish(publish));
        Throwable ended = catchThrowable(() -> bench.steps.readCallbackUnpublish(unpublish));

        String refused = "403 {\"code\":1,\"message\":\"IP not authorized\"}";
        assertThat(text(bench.steps.refuseCallback(publish, published))).isEqualTo(refused);
        assertThat(text(bench.steps.acceptSrs(unpublish, ended))).isEqualTo(refused);
    }

    private static HttpCall callback(String event, String body) {
        return call(event, body, HookBench.LOCAL);
    }

    private static HttpCall call(String event, String body, Caller caller) {
        return new HttpCall(
                "POST",
                "/api/v1/callbacks/" + event,
                Map.of(),
                Form.parse(""),
                new Headers(Map.of("Content-Type", List.of("application/json"))),
                caller,
                body.getBytes(StandardCharsets.UTF_8),
                false,
                0);
    }

    private static String text(Answer answer) {
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }
}
