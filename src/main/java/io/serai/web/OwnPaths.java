package io.serai.web;

import io.swagger.v3.oas.models.Paths;
import org.springframework.stereotype.Component;

/** Describes what Spring's actuator serves, and the description itself. */
@Component
final class OwnPaths implements DescribedPaths {
    private static final String TAG = "System";
    private static final String HEALTH = "application/vnd.spring-boot.actuator.v3+json";

    @Override
    public void describe(Paths paths) {
        paths.addPathItem(
                ApiDocumentController.PATH,
                DescribedOperation.of("openapi-get", "This description")
                        .tag(TAG)
                        .answersObject(200, "application/json", "An OpenAPI 3.1 document")
                        .get());
        paths.addPathItem(
                DocsController.PATH,
                DescribedOperation.of("docs-get", "This description, for people to read")
                        .tag(TAG)
                        .answers(200, "text/html;charset=UTF-8", "A page")
                        .answersNothing(304, "The client has it already")
                        .get());
        paths.addPathItem(
                DocsController.PATH + "/",
                DescribedOperation.of("docs-slash-get", "The way to that page")
                        .tag(TAG)
                        .redirects(308, "It is without the slash")
                        .get());
        paths.addPathItem(
                DocsController.PATH + "/{file}",
                DescribedOperation.of("docs-file-get", "What that page consists of")
                        .tag(TAG)
                        .path("file", "Name of a script, style sheet or picture")
                        .answers(200, "*/*", "The file")
                        .answersNothing(304, "The client has it already")
                        .get());
        actuator(paths);
    }

    private static void actuator(Paths paths) {
        paths.addPathItem(
                "/actuator",
                DescribedOperation.of("actuator-get", "Where the metrics and probes are")
                        .answersObject(200, HEALTH, "Links")
                        .get());
        paths.addPathItem(
                "/actuator/health",
                DescribedOperation.of("actuator-health-get", "Whether each part works")
                        .answersObject(200, HEALTH, "All is well")
                        .answersObject(503, HEALTH, "Something is down")
                        .get());
        paths.addPathItem(
                "/actuator/health/{path}",
                DescribedOperation.of(
                                "actuator-health-part-get",
                                "Whether one part works; the probes: liveness, readiness")
                        .path("path", "A part's name, or liveness or readiness")
                        .answersObject(200, HEALTH, "It works")
                        .answersObject(503, HEALTH, "It does not")
                        .answersNothing(404, "There is no such part")
                        .get());
        paths.addPathItem(
                "/actuator/info",
                DescribedOperation.of("actuator-info-get", "Which build this is")
                        .answersObject(200, HEALTH, "About the build")
                        .get());
        paths.addPathItem(
                "/actuator/prometheus",
                DescribedOperation.of("actuator-prometheus-get", "Metrics for Prometheus")
                        .query("includedNames", false, "Only metrics with these names")
                        .answers(200, "text/plain", "The metrics")
                        .get());
    }
}
