package io.serai.streams;

/** Under which application and name a media server lists something; either may be a key. */
public record PublishedName(String app, String name) {
    @Override
    public String toString() {
        return "***";
    }
}
