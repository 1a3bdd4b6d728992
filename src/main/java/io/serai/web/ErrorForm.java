package io.serai.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.http.Answer;
import io.serai.common.http.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a surface tells an error. */
enum ErrorForm {
    /** {@code {"error": text}}, with {@code details} now and then. */
    PLAIN(Plain.class),
    /** live-service: {@code {"error": code, "message": text}}. */
    CODED(Coded.class),
    /** StreamIt: {@code {"success": false, "error": text}}. */
    ENVELOPE(Envelope.class),
    /** StreamHelper: {@code {"error": text, "message": text, "details": []}}. */
    DETAILED(Detailed.class),
    /** SRS refuses its client when {@code code} is not 0. */
    SRS(Srs.class);

    private final Class<? extends Record> schema;

    ErrorForm(Class<? extends Record> schema) {
        this.schema = schema;
    }

    /**
     * @param details what more a step has to say, as PixelCast's clients know it
     */
    record Plain(
            String error, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String details) {}

    record Coded(String error, String message) {}

    /**
     * @param code only where nobody is signed in, as is the time
     */
    record Envelope(
            boolean success,
            String error,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String code,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String timestamp) {
        Envelope(String error) {
            this(false, error, null, null);
        }
    }

    record Detailed(String error, String message, List<String> details) {}

    /**
     * @param error only where the edge itself answers, not in a hook's own refusal
     */
    record Srs(
            int code,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String error,
            String message) {}

    /** An error that a route ended with. */
    Answer answer(int status, String message) {
        return Json.answer(
                status,
                switch (this) {
                    case PLAIN -> new Plain(message, null);
                    case CODED -> new Coded(code(status), message);
                    case ENVELOPE -> new Envelope(message);
                    case DETAILED -> new Detailed(message, message, List.of());
                    case SRS -> new Srs(1, message, message);
                });
    }

    /** The same with a word that is not the status's usual one, where the form has such a word. */
    Answer coded(int status, String code, String message) {
        return this == CODED
                ? Json.answer(status, new Coded(code, message))
                : answer(status, message);
    }

    /** Nobody is signed in. */
    Answer unauthenticated(Instant at) {
        return switch (this) {
            case ENVELOPE ->
                    Json.answer(
                            401,
                            new Envelope(
                                    false,
                                    "You must be signed in to access this resource",
                                    "UNAUTHORIZED",
                                    Json.time(at)));
            case CODED -> answer(401, "X-User-ID header required");
            case PLAIN, DETAILED, SRS -> answer(401, "Unauthorized");
        };
    }

    /**
     * An error outside of any route. {@code error} is then the name of the status on every surface,
     * with what the surface's clients read besides.
     */
    Answer standard(int status) {
        String reason = reason(status);
        return this == CODED
                ? Json.answer(status, new Coded(reason, reason))
                : answer(status, reason);
    }

    /** The record that describes the form. */
    Class<? extends Record> schema() {
        return schema;
    }

    /** What the form is called in the API's description. */
    String schemaName() {
        return schema.getSimpleName() + "Error";
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "invalid_request";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 409 -> "conflict";
            case 413 -> "too_large";
            case 429 -> "too_many_requests";
            case 503 -> "unavailable";
            default -> status < 500 ? "invalid_request" : "internal_error";
        };
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 413 -> "Payload Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> status < 500 ? "Bad Request" : "Internal server error";
        };
    }
}
