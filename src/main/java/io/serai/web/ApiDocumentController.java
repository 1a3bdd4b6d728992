package io.serai.web;

import io.serai.common.http.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code GET /openapi.json}: the description of the whole API. Thread-safe. */
@Controller
final class ApiDocumentController {
    static final String PATH = "/openapi.json";

    private final ApiDocument document;

    ApiDocumentController(ApiDocument document) {
        this.document = document;
    }

    @GetMapping(PATH)
    void describe(HttpServletResponse response) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Cache-Control", "no-cache");
        AnswerWriter.write(new Answer(200, headers, document.json()), response);
    }
}
