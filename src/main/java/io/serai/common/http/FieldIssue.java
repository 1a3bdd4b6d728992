package io.serai.common.http;

import java.util.List;

/**
 * What is wrong with one field of a body or query, in the form of zod, which StreamIt's and
 * StreamHelper's clients know.
 *
 * @param code zod's word for the kind of mistake
 * @param path the field, from the outside in; empty: the body as a whole
 * @param message for people; it never holds the value
 */
public record FieldIssue(String code, List<String> path, String message) {
    public FieldIssue {
        path = List.copyOf(path);
    }
}
