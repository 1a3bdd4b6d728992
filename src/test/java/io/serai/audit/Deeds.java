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
    static final String HOOKS = "/api/(srs|v1/stream-update|v1/callbacks|webhook)/.*";

    private static final String INGRESS = "/api/stream/ingress";

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
                            "destination-create-post",
                            "destination.created",
                            site -> site.destination("/api/v1/stream-destinations")),
                    deed(
                            "destination-change-put",
                            "destination.changed",
                            site ->
                                    site.call(
                                            "PUT",
                                            site.destination("/api/v1/stream-destinations"),
                                            "{\"enabled\":false}")),
                    deed(
                            "destination-delete",
                            "destination.deleted",
                            site ->
                                    site.call(
                                            "DELETE",
                                            site.destination("/api/v1/stream-destinations"),
                                            "")),
                    deed(
                            "destination-create-post-alias",
                            "destination.created",
                            site -> site.destination("/stream-destinations/v1")),
                    deed(
                            "destination-change-put-alias",
                            "destination.changed",
                            site ->
                                    site.call(
                                            "PUT",
                                            site.destination("/stream-destinations/v1"),
                                            "{\"enabled\":false}")),
                    deed(
                            "destination-delete-alias",
                            "destination.deleted",
                            site ->
                                    site.call(
                                            "DELETE",
                                            site.destination("/stream-destinations/v1"),
                                            "")),
                    deed("stream-create-post", "stream.created", AuditSite::stream),
                    deed(
                            "stream-close-post",
                            "stream.closed",
                            site ->
                                    site.call(
                                            "POST",
                                            "/api/v1/streams/close",
                                            "{\"name\":%s}".formatted(site.stream().get("key")))),
                    deed(
                            "stream-delete",
                            "stream.deleted",
                            site ->
                                    site.call(
                                            "DELETE",
                                            "/api/v1/streams/" + site.stream().get("id"),
                                            "")),
                    deed(
                            "admin-rotate-keys-post",
                            "keys.rotated",
                            site -> site.post("/api/admin/destinations/rotate-keys", "")),
                    deed(
                            "admin-discord-test-post",
                            "webhook.tested",
                            site -> site.post("/api/admin/discord/test", "")),
                    deed(
                            "studio-create-post",
                            "stream.created",
                            site ->
                                    site.call(
                                            "POST",
                                            "/api/stream/create",
                                            site.creator(),
                                            "{\"title\":\"a\"}")),
                    deed(
                            "studio-ingress-create-post",
                            "ingress.created",
                            site -> site.call("POST", INGRESS, site.creator(), "")),
                    deed(
                            "studio-ingress-delete-delete",
                            "ingress.deleted",
                            site -> site.call("DELETE", INGRESS, streamer(site), "")),
                    deed(
                            "studio-info-change-put",
                            "stream.changed",
                            site ->
                                    site.call(
                                            "PUT",
                                            "/api/stream/info",
                                            streamer(site),
                                            "{\"title\":\"b\"}")),
                    deed(
                            "chat-settings-put",
                            "chat.changed",
                            site -> chat(site, "PUT", "/settings", "{\"enabled\":false}")),
                    deed(
                            "chat-message-delete",
                            "chat.message-deleted",
                            site -> chat(site, "DELETE", "/messages/" + site.chatMessage(), "")),
                    deed(
                            "chat-user-messages-delete",
                            "chat.erased",
                            site -> chat(site, "DELETE", "/users/eve/messages", "")),
                    deed(
                            "chat-ban-user-put",
                            "chat.banned",
                            site -> chat(site, "PUT", "/bans/users/eve", "{}")),
                    deed(
                            "chat-ban-user-delete",
                            "chat.unbanned",
                            site -> {
                                chat(site, "PUT", "/bans/users/eve", "{}");
                                chat(site, "DELETE", "/bans/users/eve", "");
                            }),
                    deed(
                            "chat-ban-address-put",
                            "chat.banned",
                            site ->
                                    chat(
                                            site,
                                            "PUT",
                                            "/bans/addresses/0123456789abcdef01234567",
                                            "{}")),
                    deed(
                            "chat-ban-address-delete",
                            "chat.unbanned",
                            site -> {
                                chat(site, "PUT", "/bans/addresses/0123456789abcdef01234567", "{}");
                                chat(
                                        site,
                                        "DELETE",
                                        "/bans/addresses/0123456789abcdef01234567",
                                        "");
                            }),
                    deed(
                            "chat-timeout-user-put",
                            "chat.timed-out",
                            site -> chat(site, "PUT", "/timeouts/users/eve", "{\"seconds\":60}")),
                    deed(
                            "chat-timeout-user-delete",
                            "chat.timeout-ended",
                            site -> {
                                chat(site, "PUT", "/timeouts/users/eve", "{\"seconds\":60}");
                                chat(site, "DELETE", "/timeouts/users/eve", "");
                            }),
                    deed(
                            "chat-timeout-address-put",
                            "chat.timed-out",
                            site ->
                                    chat(
                                            site,
                                            "PUT",
                                            "/timeouts/addresses/0123456789abcdef01234567",
                                            "{\"seconds\":60}")),
                    deed(
                            "chat-timeout-address-delete",
                            "chat.timeout-ended",
                            site -> {
                                chat(
                                        site,
                                        "PUT",
                                        "/timeouts/addresses/0123456789abcdef01234567",
                                        "{\"seconds\":60}");
                                chat(
                                        site,
                                        "DELETE",
                                        "/timeouts/addresses/0123456789abcdef01234567",
                                        "");
                            }),
                    deed(
                            "admin-chat-user-messages-delete",
                            "chat.user-erased",
                            site -> site.delete("/api/admin/chat/users/eve/messages")),
                    deed(
                            "studio-chat-change-put",
                            "stream.changed",
                            site ->
                                    site.call(
                                            "PUT",
                                            "/api/stream/chat-settings",
                                            streamer(site),
                                            "{\"isChatEnabled\":false}")));

    /** By the operation's id, why it leaves no entry. */
    static final Map<String, String> NONE =
            Map.ofEntries(
                    Map.entry(
                            "media-whip-post",
                            "an offer for SRS: who publishes stands in the sessions"),
                    Map.entry("media-whep-post", "an offer for SRS: it plays"),
                    Map.entry(
                            "broadcast-whip-post",
                            "an offer for SRS: who publishes stands in the sessions"),
                    Map.entry("broadcast-whep-post", "an offer for SRS: it plays"),
                    Map.entry(
                            "broadcast-whip-delete",
                            "a word to SRS, whose hook tells who left: it stands in the sessions"),
                    Map.entry("broadcast-whep-delete", "a word to SRS: it plays no longer"),
                    Map.entry("chat-ticket-post", "a ticket, which is kept nowhere"),
                    Map.entry("media-presence-post", "a sign of life, in memory for some seconds"),
                    Map.entry("token-post", "makes names up and keeps nothing"),
                    Map.entry(
                            "studio-creator-token-post",
                            "a token of LiveKit, which is kept nowhere"),
                    Map.entry(
                            "studio-viewer-token-post",
                            "a token of LiveKit, which is kept nowhere"),
                    Map.entry(
                            "sign-in-post", "opens a session, which changes nothing of anybody's"),
                    Map.entry("login-post", "the same by a form"),
                    Map.entry("sign-out-post", "ends a session"));

    private Deeds() {}

    /**
     * @param action what is written down
     * @param act calls the operation so that it changes something
     */
    record Deed(String action, Consumer<AuditSite> act) {}

    /** A creator who has a stream. */
    private static long streamer(AuditSite site) {
        long creator = site.creator();
        site.call("POST", INGRESS, creator, "");
        return creator;
    }

    /** Moderates the one chat of this test. */
    private static void chat(AuditSite site, String method, String path, String body) {
        site.send(method, "/api/v1/live/" + site.chatStream() + "/chat" + path, body);
    }

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
