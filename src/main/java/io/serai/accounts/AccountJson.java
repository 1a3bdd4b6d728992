package io.serai.accounts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.common.http.FieldIssue;
import io.serai.common.http.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients send and are answered about accounts; StreamIt shows ids as text, StreamHelper as
 * numbers.
 */
final class AccountJson {
    private AccountJson() {}

    /** What somebody sends to sign up; read by {@link AccountForm}. */
    record NewAccount(
            String name, String email, String password, String username, @Nullable String image) {
        @Override
        public String toString() {
            return "sign-up";
        }
    }

    /** What somebody sends to sign in; read by {@link AccountForm}. */
    record SignInPair(String email, String password) {
        @Override
        public String toString() {
            return "sign-in";
        }
    }

    /**
     * What somebody sends to change a password; read by {@link AccountForm}.
     *
     * @param revokeOtherSessions read by nobody: all older tokens end in any case
     */
    record NewPassword(
            String currentPassword, String newPassword, @Nullable Boolean revokeOtherSessions) {
        @Override
        public String toString() {
            return "change of a password";
        }
    }

    record User(
            String id,
            String name,
            @Nullable String email,
            String username,
            @Nullable String image) {
        static User of(AccountRow account) {
            return new User(
                    account.id().toString(),
                    account.name(),
                    account.email().orElse(null),
                    account.username(),
                    account.image().orElse(null));
        }

        @Override
        public String toString() {
            return "user " + id;
        }
    }

    /**
     * @param token shown by its holder from now on
     */
    record Welcome(String token, User user) {
        @Override
        public String toString() {
            return "welcome of " + user;
        }
    }

    record AccountSession(String token, String userId, String expiresAt) {
        @Override
        public String toString() {
            return "session of user " + userId;
        }
    }

    record CurrentSession(AccountSession session, User user) {}

    record SignedOut(boolean success) {}

    /** StreamIt's error, of a pair that is wrong. */
    record WrongPassword(boolean success, String error) {}

    /**
     * StreamIt's error, of a form that is filled in wrongly.
     *
     * @param details absent where it is no form at all
     */
    record ValidationError(
            boolean success,
            String error,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldIssue> details) {}

    record Applied(String id, String status) {
        static Applied of(CreatorApplication application) {
            return new Applied(Long.toString(application.id()), application.status().name());
        }
    }

    /**
     * An application as an admin sees it.
     *
     * @param decidedAt null while it waits
     */
    record ShownApplication(
            String id,
            String status,
            String userId,
            String name,
            String username,
            @Nullable String email,
            String createdAt,
            @Nullable String decidedAt) {
        static ShownApplication of(CreatorApplication application, AccountRow account) {
            return new ShownApplication(
                    Long.toString(application.id()),
                    application.status().name(),
                    account.id().toString(),
                    account.name(),
                    account.username(),
                    account.email().orElse(null),
                    Json.time(application.createdAt()),
                    application.decidedAt().map(Json::time).orElse(null));
        }

        @Override
        public String toString() {
            return "application " + id;
        }
    }

    /**
     * @param next for the parameter {@code before}; absent on the last page
     */
    record ApplicationPage(
            List<ShownApplication> applications,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}

    /** What an admin sends to give somebody a role; read by {@link AccountForm}. */
    record NewRole(String role) {}

    /**
     * Somebody as an admin sees them.
     *
     * @param origin {@code here}, {@code gateway} or {@code issuer}
     */
    record ShownUser(
            String id,
            String name,
            String username,
            @Nullable String email,
            @Nullable String image,
            String role,
            String origin,
            String createdAt) {
        static ShownUser of(AccountRow account) {
            return new ShownUser(
                    account.id().toString(),
                    account.name(),
                    account.username(),
                    account.email().orElse(null),
                    account.image().orElse(null),
                    account.role().text(),
                    account.origin(),
                    Json.time(account.createdAt()));
        }

        @Override
        public String toString() {
            return "user " + id;
        }
    }

    /**
     * @param next for the parameter {@code before}; absent on the last page
     */
    record UserPage(
            List<ShownUser> users,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}

    /** Somebody as StreamHelper's pages know them. */
    record Me(
            long id,
            String displayName,
            String username,
            @Nullable String email,
            @Nullable String image,
            List<String> roles,
            String createdAt,
            String updatedAt) {
        static Me of(AccountRow account) {
            Instant updated = account.updatedAt();
            return new Me(
                    account.id().value(),
                    account.name(),
                    account.username(),
                    account.email().orElse(null),
                    account.image().orElse(null),
                    List.of(account.role().text()),
                    Json.time(account.createdAt()),
                    Json.time(updated));
        }

        @Override
        public String toString() {
            return "user " + id;
        }
    }
}
