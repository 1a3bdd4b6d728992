package io.serai.broadcasts;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * As much of a TURN client as tells whether a credential is good: allocates by UDP with the
 * long-term mechanism, and asks for permissions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8656">RFC 8656</a>
 */
final class TurnClient implements AutoCloseable {
    /** What a success is told by here; everything else is the code of the error. */
    static final int SUCCESS = 0;

    private static final int COOKIE = 0x2112A442;
    private static final int ALLOCATE = 0x0003;
    private static final int CREATE_PERMISSION = 0x0008;
    private static final int USERNAME = 0x0006;
    private static final int MESSAGE_INTEGRITY = 0x0008;
    private static final int ERROR_CODE = 0x0009;
    private static final int XOR_PEER_ADDRESS = 0x0012;
    private static final int REALM = 0x0014;
    private static final int NONCE = 0x0015;
    private static final int REQUESTED_TRANSPORT = 0x0019;
    private static final int UDP = 17;
    private static final int HEADER = 20;
    private static final int SIGNATURE = 24;
    private static final int TRIES = 5;

    private final DatagramSocket socket;
    private final SecureRandom random = new SecureRandom();
    private final String username;
    private final String credential;
    private byte[] realm = {};
    private byte[] nonce = {};

    TurnClient(int port, String username, String credential) throws IOException {
        this.username = username;
        this.credential = credential;
        socket = new DatagramSocket();
        socket.setSoTimeout(1000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Asks without a credential, as every client does first. */
    int allocateAsNobody() throws IOException {
        Map<Integer, byte[]> answer = ask(ALLOCATE, REQUESTED_TRANSPORT, transport(), false);
        realm = answer.getOrDefault(REALM, realm);
        nonce = answer.getOrDefault(NONCE, nonce);
        return code(answer);
    }

    int allocate() throws IOException {
        return code(ask(ALLOCATE, REQUESTED_TRANSPORT, transport(), true));
    }

    /** Whether what comes from the peer would be let through, and the other way round. */
    int permit(String peer) throws IOException {
        byte[] address = InetAddress.getByName(peer).getAddress();
        int xored = ByteBuffer.wrap(address).getInt() ^ COOKIE;
        byte[] value =
                ByteBuffer.allocate(8)
                        .put((byte) 0)
                        .put((byte) 1)
                        .putShort((short) (8000 ^ COOKIE >>> 16))
                        .putInt(xored)
                        .array();
        return code(ask(CREATE_PERMISSION, XOR_PEER_ADDRESS, value, true));
    }

    private static byte[] transport() {
        return new byte[] {UDP, 0, 0, 0};
    }

    private static int code(Map<Integer, byte[]> answer) {
        byte[] error = answer.get(ERROR_CODE);
        return error == null ? SUCCESS : error[2] * 100 + error[3];
    }

    /** The attributes of the answer; a lost datagram is sent again. */
    private Map<Integer, byte[]> ask(int method, int attribute, byte[] value, boolean signed)
            throws IOException {
        byte[] transaction = new byte[12];
        random.nextBytes(transaction);
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        write(attribute, value, attributes);
        if (signed) {
            write(USERNAME, username.getBytes(StandardCharsets.UTF_8), attributes);
            write(REALM, realm, attributes);
            write(NONCE, nonce, attributes);
            byte[] covered =
                    message(method, transaction, attributes.size() + SIGNATURE, attributes);
            write(MESSAGE_INTEGRITY, hmac(covered), attributes);
        }
        byte[] request = message(method, transaction, attributes.size(), attributes);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            socket.send(new DatagramPacket(request, request.length));
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            try {
                socket.receive(answer);
                return attributes(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()));
            } catch (SocketTimeoutException lost) {
                continue;
            }
        }
        throw new IOException("The TURN server does not answer");
    }

    private static byte[] message(
            int method, byte[] transaction, int length, ByteArrayOutputStream attributes) {
        return ByteBuffer.allocate(HEADER + attributes.size())
                .putShort((short) method)
                .putShort((short) length)
                .putInt(COOKIE)
                .put(transaction)
                .put(attributes.toByteArray())
                .array();
    }

    private static void write(int type, byte[] value, ByteArrayOutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.writeShort(type);
        out.writeShort(value.length);
        out.write(value);
        out.write(new byte[(4 - value.length % 4) % 4]);
    }

    private static Map<Integer, byte[]> attributes(ByteBuffer answer) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        answer.position(HEADER);
        while (answer.remaining() >= 4) {
            int type = answer.getShort() & 0xFFFF;
            byte[] value = new byte[answer.getShort() & 0xFFFF];
            answer.get(value);
            answer.position(answer.position() + (4 - value.length % 4) % 4);
            attributes.put(type, value);
        }
        return attributes;
    }

    private byte[] hmac(byte[] message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update((username + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(realm);
            byte[] key = digest.digest((":" + credential).getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
