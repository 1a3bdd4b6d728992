package io.serai.hooks;

import io.serai.common.http.AddressRanges;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call hooks.
 *
 * @param allow comma-separated address ranges
 * @param srsAddress name or address of the SRS, which may call as well
 * @param secret what {@code ?k=} must hold; empty: nothing
 * @param renameStreams whether nginx-rtmp shows streams under a name that is not their key
 * @param unknownStreams what happens to a publish whose name nobody knows (SRS only)
 */
@ConfigurationProperties("serai.hooks")
record HooksSettings(
        @DefaultValue("127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16") String allow,
        @DefaultValue("127.0.0.1") String srsAddress,
        @DefaultValue("") String secret,
        @DefaultValue("false") boolean renameStreams,
        @DefaultValue("refuse") UnknownStreams unknownStreams) {
    HooksSettings {
        AddressRanges.parse("HOOK_ALLOW", allow);
    }

    enum UnknownStreams {
        REFUSE,
        ACCEPT
    }

    /** The secret does not appear. */
    @Override
    public String toString() {
        return "allow=" + allow + " unknownStreams=" + unknownStreams;
    }
}
