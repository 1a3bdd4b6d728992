package io.serai.broadcasts;

import io.serai.common.ControlException.Invalid;
import io.serai.common.http.HttpCall;
import io.serai.common.http.JsonFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wants to broadcast. */
record NewBroadcast(String title, Optional<String> description) {
    static final int LONGEST_TITLE = 255;
    static final int LONGEST_DESCRIPTION = 1000;

    /** What {@code /openapi.json} says of the body. */
    record Wanted(String title, @Nullable String description) {}

    /**
     * @throws Invalid when the body is no JSON object, or a text is missing or too long
     */
    static NewBroadcast read(HttpCall call) {
        JsonFields fields =
                JsonFields.toldInASentence(call, "Invalid request body").require("title");
        Optional<String> title = fields.line("title", 1, LONGEST_TITLE);
        Optional<String> description =
                fields.blank("description")
                        ? Optional.empty()
                        : fields.lines("description", LONGEST_DESCRIPTION);
        fields.check();
        return new NewBroadcast(title.orElseThrow(), description);
    }
}
