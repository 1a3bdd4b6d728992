package io.serai.web;

import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Json;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The edge's steps: what error configurations end with, and what concerns Serai as a whole. */
@Component("web")
public final class WebSteps {
    /** The version that PixelCast's clients read. */
    static final String VERSION = "1.0.0";

    private static final Logger log = LoggerFactory.getLogger(WebSteps.class);

    private final SystemHealth health;
    private final ApiDocument api;

    WebSteps(SystemHealth health, ApiDocument api) {
        this.health = health;
        this.api = api;
    }

    /** The exception as the surface of the call tells it. */
    @Step
    public Answer answerFailure(
            @ExchangeProperty("CamelExceptionCaught") Throwable failure,
            @Variable("call") HttpCall call) {
        return Failures.answer(HttpSurface.of(call.path()), failure);
    }

    /** One line about a scheduled route that failed; its next turn comes as planned. */
    @Step
    public void logScheduleFailure(@ExchangeProperty("CamelExceptionCaught") Throwable failure) {
        if (DatabaseAway.explains(failure)) {
            log.warn("schedule.failed reason=\"the database does not answer\"");
        } else {
            log.error("schedule.failed reason=\"{}\"", failure.getMessage(), failure);
        }
    }

    /** PixelCast's health object; 200 as long as Serai answers, whatever else is down. */
    @Step
    public Answer health() {
        return Json.answer(200, health.report());
    }

    /** PixelCast's test of the database. */
    @Step
    public Answer testDatabase() {
        return health.testDatabase();
    }

    /** StreamHelper's sign of life. */
    record Alive(String status) {}

    /** StreamHelper's sign of life; what Serai is made of is told by {@code /health}. */
    @Step
    public Answer healthcheck() {
        return Json.answer(200, new Alive("OKAY"));
    }

    /**
     * StreamHelper's index.
     *
     * @param repository empty: no address of the sources is ours to name
     */
    record AppInfo(String version, String repository, AppLinks links) {}

    /** Paths on this server. */
    record AppLinks(String self, String login, String healthcheck) {}

    /** StreamHelper's index: which version this is, and where its pages begin. */
    @Step
    public Answer appInfo() {
        AppLinks links = new AppLinks("/api/v1/", "/api/v1/auth/login", "/api/v1/healthcheck");
        return Json.answer(200, new AppInfo(VERSION, "", links));
    }

    /**
     * PixelCast's index.
     *
     * @param endpoints {@code METHOD /path}, by what they concern
     */
    record Index(String message, String version, Map<String, List<String>> endpoints) {}

    /** PixelCast's index: what its surface serves. */
    @Step
    public Answer index() {
        return Json.answer(200, new Index("PixelCast Backend API", VERSION, api.endpoints()));
    }
}
