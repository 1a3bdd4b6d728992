package io.serai.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.http.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a surface tells an error. */
enum ErrorForm {
    /** {@code {"error": text}}. */
    PLAIN,
    /** live-service: {@code {"error": code, "message": text}}. */
    CODED,
    /** StreamIt: {@code {"success": false, "error": text}}. */
    ENVELOPE,
    /** StreamHelper: {@code {"error": text, "message": text, "details": []}}. */
    DETAILED,
    /** SRS refuses its client when {@code code} is not 0. */
    SRS;

    private static final JsonMapper JSON = new JsonMapper();

    /** An error that a route ended with. */
    Answer answer(int status, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        switch (this) {
            case PLAIN -> body.put("error", message);
            case CODED -> {
                body.put("error", code(status));
                body.put("message", message);
            }
            case ENVELOPE -> {
                body.put("success", false);
                body.put("error", message);
            }
            case DETAILED -> {
                body.put("error", message);
                body.put("message", message);
                body.put("details", List.of());
            }
            case SRS -> {
                body.put("code", 1);
                body.put("error", message);
                body.put("message", message);
            }
        }
        return json(status, body);
    }

    /**
     * An error outside of any route. {@code error} is then the name of the status on every surface,
     * with what the surface's clients read besides.
     */
    Answer standard(int status) {
        String reason = reason(status);
        if (this != CODED) {
            return answer(status, reason);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", reason);
        body.put("message", reason);
        return json(status, body);
    }

    private static Answer json(int status, Map<String, Object> body) {
        try {
            return Answer.json(status, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
