package io.serai.notify;

import io.serai.common.StartRefused;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Discord channel's address for our messages. Its URL is a secret and leaves this class only as
 * the target of a request.
 */
final class Webhook {
    private static final Set<String> DISCORD = Set.of("discord.com", "discordapp.com");

    /** Discord's URLs as people copy them name no version, which is an old one with other units. */
    private static final Pattern WITHOUT_VERSION = Pattern.compile("^/api/webhooks/");

    private final String target;
    private final String base;
    private final String query;
    private final byte[] digest;

    private Webhook(String target, String base, String query, byte[] digest) {
        this.target = target;
        this.base = base;
        this.query = query;
        this.digest = digest;
    }

    /**
     * @param target the word for it in logs and in the API
     * @param variable the setting that the operator knows
     * @throws StartRefused if it can't be a webhook's URL; the sentence does not repeat it
     */
    static Webhook parse(String target, String variable, String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw refused(variable, "is not a URL");
        }
        String host = uri.getHost();
        String path = uri.getRawPath();
        if (host == null || path == null || path.length() < 2 || uri.getScheme() == null) {
            throw refused(variable, "has no host or no path");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused(variable, "holds a user name");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(host))) {
            throw refused(variable, "does not begin with https://");
        }
        if (DISCORD.contains(host.toLowerCase(Locale.ROOT))) {
            path = WITHOUT_VERSION.matcher(path).replaceFirst("/api/v10/webhooks/");
        }
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Webhook(
                target,
                scheme + "://" + uri.getRawAuthority() + path,
                withoutWait(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                sha256(url.strip()));
    }

    String target() {
        return target;
    }

    /** By which the nodes agree on the webhook without naming it. */
    byte[] digest() {
        return digest.clone();
    }

    /** Where a message is posted. */
    URI post(boolean waitForMessage) {
        String wait = waitForMessage ? "wait=true" : "";
        String both = wait.isEmpty() || query.isEmpty() ? wait + query : wait + "&" + query;
        return URI.create(base + (both.isEmpty() ? "" : "?" + both));
    }

    /** Where a message that was posted is changed. */
    URI message(String id) {
        return URI.create(base + "/messages/" + id + (query.isEmpty() ? "" : "?" + query));
    }

    /** The text without the secret, should the other side repeat it. */
    String redact(String text) {
        return text.replace(base.substring(base.lastIndexOf('/') + 1), "***");
    }

    /** The setting's name and part of the digest. */
    @Override
    public String toString() {
        return target + " (" + HexFormat.of().formatHex(digest, 0, 4) + ")";
    }

    private static StartRefused refused(String variable, String what) {
        return new StartRefused(
                variable
                        + " "
                        + what
                        + ". Copy it from Discord: channel settings, Integrations, Webhooks, Copy"
                        + " Webhook URL; or leave it empty.");
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A thread's id, for one, stays. */
    private static String withoutWait(String query) {
        return Arrays.stream(query.split("&"))
                .filter(
                        part ->
                                !part.isEmpty()
                                        && !part.equals("wait")
                                        && !part.startsWith("wait="))
                .collect(Collectors.joining("&"));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
