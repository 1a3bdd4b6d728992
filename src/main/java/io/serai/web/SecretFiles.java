package io.serai.web;

/** Where secrets are kept that nobody configured. */
@FunctionalInterface
public interface SecretFiles {
    /**
     * The secret of this name, made at the first call; the log names its file.
     *
     * @param digits how many random hexadecimal digits a new one has
     */
    String secret(String name, int digits);
}
