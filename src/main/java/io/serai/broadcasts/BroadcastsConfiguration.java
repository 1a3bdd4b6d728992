package io.serai.broadcasts;

import io.serai.database.DataDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BroadcastsConfiguration {
    private static final String SECRET_FILE = "webrtc-secret";
    private static final int DIGITS = 64;

    @Bean
    WebRtcResources webRtcResources(DataDirectory directory) {
        return new WebRtcResources(directory.secret(SECRET_FILE, DIGITS));
    }
}
