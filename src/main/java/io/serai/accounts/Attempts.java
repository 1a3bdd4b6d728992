package io.serai.accounts;

import io.serai.common.ControlException.TooMany;
import io.serai.common.http.Caller;
import io.serai.common.http.RateLimiter;
import io.serai.common.http.RateLimits;

/**
 * Counts wrong passwords, by address and by account, whether or not there is such an account. An
 * attempt counts before it is made, or many at the same time would count as none. Thread-safe.
 */
final class Attempts {
    private static final String TOO_MANY = "Too many wrong passwords";

    private static final int LONGEST = 254;

    private final RateLimiter byAddress;
    private final RateLimiter byAccount;

    Attempts(RateLimits limits, AccountsSettings settings) {
        this.byAddress = limits.limiter("sign-in-address", settings.signInAddressLimit());
        this.byAccount = limits.limiter("sign-in-account", settings.signInAccountLimit());
    }

    /**
     * @param account an e-mail address, or an id
     * @throws TooMany when there were too many before
     */
    void begin(Caller caller, String account) {
        byAddress.take(caller, TOO_MANY);
        byAccount.take(key(account), TOO_MANY);
    }

    /** It was the right password after all. */
    void succeeded(Caller caller, String account) {
        byAddress.giveBack(caller);
        byAccount.giveBack(key(account));
    }

    /** No longer than a real one, so that nobody fills the memory with what was never one. */
    private static String key(String account) {
        return account.length() > LONGEST ? account.substring(0, LONGEST) : account;
    }
}
