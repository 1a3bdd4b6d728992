package io.serai.playback;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of HLS at SRS: a playlist or a segment.
 *
 * @param parts of the path, decoded, without the slash before each
 * @param query what follows the question mark, as it is written; SRS tells viewers apart by {@code
 *     hls_ctx}
 */
record HlsPath(List<String> parts, Optional<String> query) {
    /** What a file is, by the end of its name. */
    enum Kind {
        PLAYLIST(".m3u8"),
        SEGMENT(".ts");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }
    }

    private static final int LONGEST = 1024;
    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~=&+,:-]{1,512}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern VARIED = Pattern.compile("(.+)[-_]([0-9]+|low)");

    HlsPath {
        parts = List.copyOf(parts);
    }

    /** The kind of file that the text names, whether or not it is a path that may be fetched. */
    static Optional<Kind> kind(String text) {
        String path = text.split("\\?", 2)[0];
        return Arrays.stream(Kind.values()).filter(kind -> path.endsWith(kind.ending)).findFirst();
    }

    /**
     * Reads a path that starts with a slash and may have a query. Nothing in it is decoded any
     * more: a percent sign, as all that leads elsewhere, makes it none.
     */
    static Optional<HlsPath> read(String text) {
        if (text.length() > LONGEST || !text.startsWith("/") || kind(text).isEmpty()) {
            return Optional.empty();
        }
        int mark = text.indexOf('?');
        String path = mark < 0 ? text : text.substring(0, mark);
        Optional<String> query =
                mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 1));
        List<String> parts = List.of(path.substring(1).split("/", -1));
        boolean plain =
                parts.stream().allMatch(part -> MediaName.isName(part) && part.indexOf('@') < 0);
        boolean plainQuery = query.filter(one -> !QUERY.matcher(one).matches()).isEmpty();
        return plain && plainQuery ? Optional.of(new HlsPath(parts, query)) : Optional.empty();
    }

    Kind kind() {
        return kind(parts.getLast()).orElseThrow();
    }

    /** The same file as a playlist beside it would call it. */
    String beside(String name) {
        String folder =
                parts.subList(0, parts.size() - 1).stream()
                        .map(part -> "/" + part)
                        .collect(Collectors.joining());
        return folder + "/" + name;
    }

    /** Every name in it that a stream or an application can have. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(parts);
        String last = parts.getLast();
        String stem = last.substring(0, last.lastIndexOf('.'));
        names.remove(last);
        names.add(stem);
        Optional.of(VARIED.matcher(stem))
                .filter(varied -> varied.matches())
                .map(varied -> varied.group(1))
                // A number alone is no key; "4-1700000000000" may be somebody who is called 4.
                .filter(name -> !NUMBER.matcher(name).matches())
                .ifPresent(names::add);
        return names;
    }

    /** Its address at a server. */
    URI at(URI server) {
        String path =
                parts.stream()
                        .map(part -> "/" + Percent.encode(part))
                        .collect(Collectors.joining());
        String base = server.getScheme() + "://" + server.getRawAuthority();
        return URI.create(base + path + query.map(one -> "?" + one).orElse(""));
    }

    /** As text that {@link #read} reads. */
    String text() {
        return beside(parts.getLast()) + query.map(one -> "?" + one).orElse("");
    }

    @Override
    public String toString() {
        return kind().name();
    }
}
