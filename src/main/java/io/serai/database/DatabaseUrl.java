package io.serai.database;

import io.serai.common.StartRefused;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Reads {@code DATABASE_URL}: the driver's own form, or the form of libpq and of hosting services.
 * No error text repeats any of it, because a misplaced character may make its password look like
 * another part.
 */
final class DatabaseUrl {
    private static final String JDBC = "jdbc:postgresql:";
    private static final String FORMS =
            "Use jdbc:postgresql://host:port/name or postgresql://user:password@host:port/name.";
    private static final Pattern SCHEME = Pattern.compile("((?:jdbc:)?[a-z][a-z0-9+.-]*)://.*");
    private static final Pattern LIBPQ =
            Pattern.compile("(?:postgresql|postgres)://([^/?]*)(?:/([^?]*))?(?:\\?(.*))?");
    private static final Pattern DRIVER_SERVERS = Pattern.compile("jdbc:postgresql://([^/]+)");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    /** What leaves the URL, so that it may be shown. */
    private static final Set<String> TAKEN = Set.of("user", "password", "options");

    /** What libpq calls otherwise than the driver. */
    private static final Map<String, String> DRIVER_NAMES =
            Map.of(
                    "connect_timeout", "connectTimeout",
                    "application_name", "ApplicationName",
                    "channel_binding", "channelBinding",
                    "target_session_attrs", "targetServerType",
                    "keepalives", "tcpKeepAlive");

    private static final Map<String, String> SERVER_TYPES =
            Map.of(
                    "any", "any",
                    "read-write", "primary",
                    "primary", "primary",
                    "read-only", "secondary",
                    "standby", "secondary",
                    "prefer-standby", "preferSecondary");

    private DatabaseUrl() {}

    static DatabaseAddress parse(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith(JDBC)) {
            return driverForm(JDBC + url.substring(JDBC.length()));
        }
        if (lower.startsWith("postgresql://") || lower.startsWith("postgres://")) {
            return libpqForm(url.replaceFirst("^[^:]*", "postgresql"));
        }
        Matcher scheme = SCHEME.matcher(lower);
        throw refused(
                scheme.matches()
                        ? "names a database of the kind \"" + scheme.group(1) + "\""
                        : "is no address of a database");
    }

    /** Host as it stands in a URL, IPv6 in brackets. */
    static String host(String host, String setting) {
        String bracketed =
                host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        if (!HOST.matcher(bracketed).matches()) {
            throw new StartRefused(setting + " holds no host name or address.");
        }
        return bracketed;
    }

    static String jdbc(String servers, String database, Map<String, String> parameters) {
        String query =
                parameters.entrySet().stream()
                        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                        .collect(Collectors.joining("&"));
        return JDBC
                + "//"
                + servers
                + "/"
                + encode(database)
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** User, password and options are taken out; the rest stays as the operator wrote it. */
    private static DatabaseAddress driverForm(String url) {
        int mark = url.indexOf('?');
        String base = mark < 0 ? url : url.substring(0, mark);
        if (base.indexOf('@') >= 0) {
            throw refused("holds user and password before the host, where its form has no place");
        }
        // Checked here, because the driver would write a port that is none to the log.
        Matcher servers = DRIVER_SERVERS.matcher(base);
        if (servers.lookingAt()) {
            servers(servers.group(1));
        }
        Map<String, String> taken = new HashMap<>();
        List<String> kept = new ArrayList<>();
        for (String pair : (mark < 0 ? "" : url.substring(mark + 1)).split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (equals > 0 && TAKEN.contains(name)) {
                // The driver reads a plus sign as a space.
                taken.put(name, decode(pair.substring(equals + 1).replace("+", "%20")));
            } else if (!pair.isEmpty()) {
                kept.add(pair);
            }
        }
        String clean = kept.isEmpty() ? base : base + "?" + String.join("&", kept);
        if (Driver.parseURL(clean, null) == null) {
            throw refused("can't be understood");
        }
        return new DatabaseAddress(
                clean,
                Optional.ofNullable(taken.get("user")),
                Optional.ofNullable(taken.get("password")),
                taken.getOrDefault("options", ""));
    }

    private static DatabaseAddress libpqForm(String url) {
        Matcher parts = LIBPQ.matcher(url);
        if (!parts.matches()) {
            throw refused("can't be understood");
        }
        String authority = parts.group(1);
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        Optional<String> user = decoded(colon < 0 ? login : login.substring(0, colon));
        Optional<String> password =
                colon < 0 ? Optional.empty() : decoded(login.substring(colon + 1));
        Map<String, String> parameters = driverNames(query(text(parts.group(3))));
        user = user.or(() -> Optional.ofNullable(parameters.get("user")));
        password = password.or(() -> Optional.ofNullable(parameters.get("password")));
        String options = Optional.ofNullable(parameters.get("options")).orElse("");
        parameters.keySet().removeAll(TAKEN);

        // As with libpq, a database that is not named is called as its user.
        Optional<String> owner = user;
        Optional<String> name = decoded(text(parts.group(2))).or(() -> owner);
        if (name.isEmpty()) {
            throw refused("names no database");
        }
        String servers = servers(authority.substring(at + 1));
        return new DatabaseAddress(jdbc(servers, name.get(), parameters), user, password, options);
    }

    private static String servers(String text) {
        if (text.isEmpty()) {
            return "localhost:5432";
        }
        List<String> servers = new ArrayList<>();
        for (String server : text.split(",", -1)) {
            int colon = server.indexOf(':', server.lastIndexOf(']') + 1);
            String host = colon < 0 ? server : server.substring(0, colon);
            String port = colon < 0 ? "5432" : server.substring(colon + 1);
            if (!HOST.matcher(host).matches()) {
                throw refused(
                        "names no host that can be understood; characters such as @ / ? in the"
                                + " password must be percent-encoded");
            }
            if (!port.matches("[0-9]{1,5}")
                    || Integer.parseInt(port) < 1
                    || Integer.parseInt(port) > 65535) {
                throw refused(
                        "has a port that is no number from 1 to 65535; characters such as @ / ? in"
                                + " the password must be percent-encoded");
            }
            servers.add(host + ":" + port);
        }
        return String.join(",", servers);
    }

    private static Map<String, String> driverNames(Map<String, String> parameters) {
        Map<String, String> named = new LinkedHashMap<>();
        parameters.forEach(
                (name, value) ->
                        named.put(
                                DRIVER_NAMES.getOrDefault(name, name),
                                switch (name) {
                                    case "target_session_attrs" ->
                                            SERVER_TYPES.getOrDefault(value, value);
                                    case "keepalives" -> value.equals("0") ? "false" : "true";
                                    default -> value;
                                }));
        return named;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                parameters.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static Optional<String> decoded(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(decode(text));
    }

    private static String text(@Nullable String group) {
        return group == null ? "" : group;
    }

    /** Percent-decoding only: a plus sign is a plus sign. */
    private static String decode(String text) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer target = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                target.put(source[i]);
                continue;
            }
            int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(source[i + 2], 16);
            if (low < 0) {
                throw refused("has a % that is not followed by two hexadecimal digits");
            }
            target.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(target.flip()).toString();
        } catch (CharacterCodingException notText) {
            throw refused("has percent escapes that are not UTF-8");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static StartRefused refused(String problem) {
        return new StartRefused("DATABASE_URL " + problem + ". " + FORMS);
    }
}
