package io.serai.chat;

/**
 * Takes each accepted message after it was given to the room; never blocks, never throws.
 * Thread-safe.
 */
interface ChatListener {
    void said(ChatMessage message);
}
