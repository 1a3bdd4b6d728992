package io.serai.studio;

import io.serai.accounts.Account;

/** A stream and whose it is, as viewers find it. */
record ShownStream(StudioStream stream, Account owner) {}
