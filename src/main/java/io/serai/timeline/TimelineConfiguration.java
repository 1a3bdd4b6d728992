package io.serai.timeline;

import io.serai.database.DataDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TimelineConfiguration {
    private static final String SECRET_FILE = "timeline-secret";
    private static final int DIGITS = 64;

    @Bean
    NameDigests nameDigests(DataDirectory directory) {
        return new NameDigests(directory.secret(SECRET_FILE, DIGITS));
    }
}
