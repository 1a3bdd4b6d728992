package io.serai.hooks;

import io.serai.common.http.Caller;

/** Who may send hooks. Thread-safe. */
public interface HookCallers {
    /**
     * Whether the caller's address is one of {@code HOOK_ALLOW} or the SRS's. Who comes through a
     * proxy that is not trusted is nobody that is known.
     */
    boolean allows(Caller caller);
}
