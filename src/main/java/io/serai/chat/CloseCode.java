package io.serai.chat;

/**
 * Why we end a connection.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1">RFC 6455, 7.4.1</a>
 */
enum CloseCode {
    /** The other side has said goodbye. */
    NORMAL(1000),
    /** Serai stops. */
    GOING_AWAY(1001),
    /** What came is not WebSocket. */
    PROTOCOL(1002),
    /** Only text is spoken here. */
    NOT_TEXT(1003),
    /** Text that is not UTF-8. */
    NOT_UTF_8(1007),
    /** A rule of the chat. */
    POLICY(1008),
    TOO_LARGE(1009);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
