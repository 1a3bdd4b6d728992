package io.serai.audit;

import io.serai.testing.SeraiProcess;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Every operation that may change something, as it stands in the route files: how to make it do so
 * and what it then writes down, or why it writes nothing.
 */
final class Deeds {
    /** Hooks are what media servers report; it stands in sessions, events and timelines. */
    static final String HOOKS = "/api/(srs|v1/stream-update|v1/callbacks)/.*";

    /** By the operation's id. */
    static final Map<String, Deed> ALL =
            Map.ofEntries(
                    deed(
                            "room-create-post",
                            "room.created",
                            site -> site.post("/api/rooms", "{\"type\":\"rtmp\"}")),
                    deed(
                            "room-cleanup-manual-post",
                            "cleanup.run",
                            site -> site.post("/api/cleanup/manual", "")),
                    deed(
                            "media-stop-post",
                            "stream.stopped",
                            site -> {
                                site.srs().publish("/live/stranger", "c1");
                                site.post("/api/srs-proxy/streams/stop?stream=stranger", "");
                            }),
                    deed(
                            "admin-retry-delivery-operation",
                            "delivery.retried",
                            site ->
                                    site.post(
                                            "/api/admin/deliveries/"
                                                    + site.parkedDelivery()
                                                    + "/retry",
                                            "")),
                    deed(
                            "broadcast-create-post",
                            "broadcast.created",
                            site ->
                                    site.signUp()
                                            .call(
                                                    "POST",
                                                    "/api/v1/live/create",
                                                    "{\"title\":\"A concert\"}")),
                    deed("sign-up-post", "account.created", AuditSite::signUp),
                    deed(
                            "change-password-post",
                            "account.changed",
                            site ->
                                    site.signUp()
                                            .call(
                                                    "POST",
                                                    "/api/auth/change-password",
                                                    """
                                                    {"currentPassword":"correct horse",
                                                     "newPassword":"battery staple"}
                                                    """)),
                    deed(
                            "application-create-post",
                            "application.created",
                            site -> site.signUp().call("POST", "/api/creator-applications", "")),
                    deed(
                            "application-approve-post",
                            "application.approved",
                            site -> site.post(application(site) + "/approve", "")),
                    deed(
                            "application-reject-post",
                            "application.rejected",
                            site -> site.post(application(site) + "/reject", "")),
                    deed("follow-put", "account.followed", site -> tie(site, "follow", "PUT")),
                    deed(
                            "follow-delete",
                            "account.unfollowed",
                            site -> tie(site, "follow", "PUT", "DELETE")),
                    deed("block-put", "account.blocked", site -> tie(site, "block", "PUT")),
                    deed(
                            "block-delete",
                            "account.unblocked",
                            site -> tie(site, "block", "PUT", "DELETE")),
                    deed(
                            "admin-role-put",
                            "account.changed",
                            site ->
                                    site.put(
                                            "/api/admin/users/" + site.signUp().id() + "/role",
                                            "{\"role\":\"admin\"}")),
                    deed(
                            "admin-discord-test-post",
                            "webhook.tested",
                            site -> site.post("/api/admin/discord/test", "")));

    /** By the operation's id, why it leaves no entry. */
    static final Map<String, String> NONE =
            Map.of(
                    "media-whip-post", "an offer for SRS: who publishes stands in the sessions",
                    "media-whep-post", "an offer for SRS: it plays",
                    "broadcast-whip-post", "an offer for SRS: who publishes stands in the sessions",
                    "broadcast-whep-post", "an offer for SRS: it plays",
                    "media-presence-post", "a sign of life, in memory for some seconds",
                    "token-post", "makes names up and keeps nothing",
                    "sign-in-post", "opens a session, which changes nothing of anybody's",
                    "login-post", "the same by a form",
                    "sign-out-post", "ends a session");

    private Deeds() {}

    /**
     * @param action what is written down
     * @param act calls the operation so that it changes something
     */
    record Deed(String action, Consumer<AuditSite> act) {}

    private static String application(AuditSite site) {
        return "/api/creator-applications/"
                + SeraiProcess.json(site.signUp().call("POST", "/api/creator-applications", ""))
                        .get("id")
                        .asText();
    }

    private static void tie(AuditSite site, String kind, String... methods) {
        AuditSite.Person who = site.signUp();
        String path = "/api/users/" + site.signUp().id() + "/" + kind;
        for (String method : methods) {
            who.call(method, path, "");
        }
    }

    private static Map.Entry<String, Deed> deed(
            String operation, String action, Consumer<AuditSite> act) {
        return Map.entry(operation, new Deed(action, act));
    }
}
