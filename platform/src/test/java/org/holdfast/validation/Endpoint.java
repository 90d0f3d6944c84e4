// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An address on this machine that answers as it is told, and counts who comes.
final class Endpoint implements AutoCloseable {
    private static final int LONGEST_DRIP = 10_000;

    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger connections = new AtomicInteger();

    /// How it answers.
    volatile Manner manner = Manner.WHOLE;

    /// What it answers, made from the body of what it is asked.
    volatile UnaryOperator<byte[]> answer = _ -> new byte[0];

    /// Ways to answer.
    enum Manner {
        WHOLE,
        /// Accepts and says nothing.
        NEVER,
        /// A byte of the body at a time, for ever.
        DRIP,
        /// Half of the body, and then nothing.
        HALF,
        /// Half of the body, and the connection closed.
        BROKEN,
        /// A body without an end, and without a length.
        ENDLESS,
        /// Another address.
        ELSEWHERE,
        /// HTTP 500.
        FAULT
    }

    Endpoint() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException bug) {
            throw new IllegalStateException(bug);
        }
        Thread.ofPlatform().daemon().name("endpoint").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/status");
    }

    void says(byte[] bytes) {
        answer = _ -> bytes;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket one = socket.accept();
                connections.incrementAndGet();
                open.add(one);
                Thread.ofVirtual().start(() -> serve(one));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void serve(Socket one) {
        try {
            byte[] body = request(one);
            OutputStream out = one.getOutputStream();
            byte[] said = answer.apply(body);
            switch (manner) {
                case WHOLE -> send(one, out, head("200 OK", said.length), said);
                case NEVER -> closed.await(1, TimeUnit.MINUTES);
                case DRIP -> {
                    out.write(head("200 OK", LONGEST_DRIP));
                    for (int i = 0; i < LONGEST_DRIP; i++) {
                        out.write(0x30);
                        out.flush();
                        if (closed.await(20, TimeUnit.MILLISECONDS)) {
                            return;
                        }
                    }
                }
                case HALF -> {
                    out.write(head("200 OK", said.length));
                    out.write(said, 0, said.length / 2);
                    out.flush();
                    closed.await(1, TimeUnit.MINUTES);
                }
                case BROKEN -> {
                    out.write(head("200 OK", said.length));
                    out.write(said, 0, said.length / 2);
                    out.flush();
                    one.close();
                }
                case ENDLESS -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] much = new byte[1 << 16];
                    while (!socket.isClosed()) {
                        out.write(much);
                    }
                }
                case ELSEWHERE ->
                        send(
                                one,
                                out,
                                ("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
                                                + "Content-Length: 0\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII),
                                new byte[0]);
                case FAULT -> send(one, out, head("500 Oh", said.length), said);
            }
        } catch (IOException gone) {
            // whoever asked has left
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] head(String code, int length) {
        return ("HTTP/1.1 " + code + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void send(Socket one, OutputStream out, byte[] head, byte[] body)
            throws IOException {
        out.write(head);
        out.write(body);
        out.flush();
        one.close();
    }

    private static byte[] request(Socket one) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = one.getInputStream().read();
            if (next < 0) {
                return new byte[0];
            }
            head.append((char) next);
        }
        int length =
                head.toString()
                        .lines()
                        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                        .map(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        return one.getInputStream().readNBytes(length);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
            for (Socket one : open) {
                one.close();
            }
        } catch (IOException gone) {
            // it is closed
        }
    }
}
