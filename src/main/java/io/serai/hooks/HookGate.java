package io.serai.hooks;

import io.serai.common.ControlException.Denied;
import io.serai.common.StreamKey;
import io.serai.common.http.AddressRanges;
import io.serai.common.http.Caller;
import io.serai.common.http.HttpCall;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Lets only media servers call hooks. Thread-safe. */
@Component
final class HookGate implements HookCallers {
    private static final Duration LOOK_UP_AGAIN = Duration.ofSeconds(30);

    private final AddressRanges allowed;
    private final String srsAddress;
    private final Optional<StreamKey> secret;
    private final Clock clock;
    private volatile Resolved srs = new Resolved(Set.of(), Instant.MIN);

    HookGate(HooksSettings settings, Clock clock) {
        this.allowed = AddressRanges.parse("HOOK_ALLOW", settings.allow());
        this.srsAddress = settings.srsAddress();
        this.secret =
                Optional.of(settings.secret()).filter(text -> !text.isEmpty()).map(StreamKey::new);
        this.clock = clock;
    }

    private record Resolved(Set<String> addresses, Instant at) {}

    /**
     * Passes a media server's request.
     *
     * @throws Denied when the address is not allowed, the request came through a proxy that is not
     *     trusted (media servers send no forwarding headers), or the secret is missing or wrong
     */
    void admit(HttpCall call) {
        if (!allows(call.caller())) {
            throw new Denied("IP not authorized");
        }
        if (secret.isPresent()
                && call.query("k").filter(given -> secret.get().matches(given)).isEmpty()) {
            throw new Denied("Hook secret missing or wrong");
        }
    }

    @Override
    public boolean allows(Caller caller) {
        boolean known = !caller.forwarded() || caller.trustedProxy();
        return known && (allowed.contains(caller.address()) || isSrs(caller.address()));
    }

    private boolean isSrs(String address) {
        Instant now = clock.instant();
        Resolved known = srs;
        if (known.at().isBefore(now.minus(LOOK_UP_AGAIN))) {
            known = new Resolved(lookUp(), now);
            srs = known;
        }
        return known.addresses().contains(address);
    }

    private Set<String> lookUp() {
        try {
            return Arrays.stream(InetAddress.getAllByName(srsAddress))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toSet());
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }
}
