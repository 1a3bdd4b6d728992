package io.serai.accounts;

import io.serai.accounts.Bearers.Proof;
import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unauthenticated;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.PublicAddresses;
import io.serai.common.http.Admins;
import io.serai.common.http.HttpCall;
import io.serai.common.http.Origins;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Who makes a call: by a bearer token, else by a cookie, else by what a trusted gateway says. A
 * token that is not good counts as none. A cookie does not count for a call that changes something
 * and comes from a page of somebody else's. Thread-safe.
 */
@Component
public final class SignedIn implements Admins.Accounts {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Bearers bearers;
    private final Gateway gateway;
    private final Origins origins;
    private final PublicAddresses addresses;
    private final Clock clock;

    SignedIn(
            Bearers bearers,
            Gateway gateway,
            Origins origins,
            PublicAddresses addresses,
            Clock clock) {
        this.bearers = bearers;
        this.gateway = gateway;
        this.origins = origins;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** A token that is good, with what it proves. */
    record Held(String token, Proof proof) {
        @Override
        public String toString() {
            return String.valueOf(proof.account());
        }
    }

    /**
     * Whoever makes the call, if anybody is signed in.
     *
     * @throws Unavailable when the database does not answer
     */
    public Optional<Account> who(HttpCall call) {
        return asked(
                () -> {
                    Optional<Held> held = held(call);
                    if (held.isPresent()) {
                        return held.map(one -> one.proof().account().account());
                    }
                    try {
                        return gateway.who(call).map(AccountRow::account);
                    } catch (Invalid notAnId) {
                        return Optional.empty();
                    }
                });
    }

    /**
     * Whoever makes the call.
     *
     * @throws Unauthenticated when nobody is signed in
     * @throws Denied when only a cookie says who it is, and a page of somebody else's uses it
     * @throws Invalid when only a gateway says who it is, and it is nobody
     * @throws Unavailable when the database does not answer
     */
    public Account required(HttpCall call) {
        return requiredRow(call).account();
    }

    /** The same with what only this package knows. */
    AccountRow requiredRow(HttpCall call) {
        return asked(
                () -> {
                    Optional<Held> held = held(call);
                    return held.isPresent()
                            ? held.get().proof().account()
                            : gateway.who(call).orElseThrow(() -> nobody(call));
                });
    }

    /**
     * Whose token the call shows. What a gateway says does not count here: who is an admin proves
     * it to us.
     */
    @Override
    public Optional<Holder> holder(HttpCall call) {
        return holding(call)
                .map(Held::proof)
                .map(proof -> new Holder(proof.account().id(), proof.account().isAdmin()));
    }

    /** The same with the token. */
    Optional<Held> holding(HttpCall call) {
        return asked(() -> held(call));
    }

    private Optional<Held> held(HttpCall call) {
        Optional<Held> byHeader = Credentials.bearer(call).flatMap(this::find);
        return byHeader.isPresent() || changesFromAfar(call) ? byHeader : byCookie(call);
    }

    /** Why there is nobody. */
    RuntimeException nobody(HttpCall call) {
        return changesFromAfar(call) && byCookie(call).isPresent()
                ? new Denied("A page of another origin may not use your cookie")
                : new Unauthenticated(clock.instant());
    }

    /** Nothing, if nobody's cookie is used by a foreign page. */
    Optional<Held> refuseForeign(HttpCall call) {
        if (nobody(call) instanceof Denied foreign) {
            throw foreign;
        }
        return Optional.empty();
    }

    /** Whether the call comes from a page that may not use anybody's cookie. */
    boolean isForeign(HttpCall call) {
        return origins.foreign(call, addresses.base());
    }

    private boolean changesFromAfar(HttpCall call) {
        return !READING.contains(call.method()) && isForeign(call);
    }

    private Optional<Held> byCookie(HttpCall call) {
        return Credentials.cookies(call).stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Held> find(String token) {
        return bearers.find(token).map(proof -> new Held(token, proof));
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (DataAccessException | TransactionException e) {
            throw new Unavailable("The database does not answer", e);
        }
    }
}
