package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.common.ControlException.Denied;
import io.serai.common.StreamId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code CHAT_TICKETS=required}. */
class RequiredTicketsTest {
    @Test
    void nobodyEntersOrReadsWithoutAnAccount(@TempDir Path directory) {
        try (ChatSite site = new ChatSite(directory, "CHAT_TICKETS=required")) {
            long owner = site.user();
            StreamId stream = site.stream(owner);
            String messages = "/api/v1/live/" + stream + "/chat/messages";

            assertThatThrownBy(() -> site.admit(stream, "192.0.2.1", "user_id=5"))
                    .isInstanceOf(Denied.class);
            assertThat(site.as(0, "GET", messages, "").status()).isEqualTo(401);
            assertThat(site.as(site.user(), "GET", messages, "").status()).isEqualTo(200);
            Member member = site.admit(stream, "192.0.2.1", "ticket=" + site.ticket(owner, stream));
            assertThat(member.moderator()).isTrue();
        }
    }
}
