package io.serai.accounts;

/** What became of the application to be a creator. */
public enum ApplicationStatus {
    PENDING,
    APPROVED,
    REJECTED
}
