package io.serai.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the audit log.
 *
 * @param keep how long entries are kept, with the addresses in them
 */
@ConfigurationProperties("serai.audit")
record AuditSettings(@DefaultValue("365d") Duration keep) {
    AuditSettings {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("serai.audit.keep is at least 1d");
        }
    }
}
