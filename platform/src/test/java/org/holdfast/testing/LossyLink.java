// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A TCP link that a test can spoil: it loses whatever is longer than one packet in a direction,
/// and everything behind it on that connection, as a path does that drops long packets; or it takes
/// connections and carries nothing.
public final class LossyLink implements AutoCloseable {
    private static final int LONGEST = 1_500;

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean losesThere;
    private volatile boolean losesBack;
    private volatile boolean frozen;

    public LossyLink(String host, int port) throws IOException {
        this.target = new InetSocketAddress(host, port);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// Long packets towards the target are lost.
    public void loseLongThere() {
        losesThere = true;
    }

    /// Long packets from the target are lost.
    public void loseLongBack() {
        losesBack = true;
    }

    public void freeze() {
        frozen = true;
    }

    /// Connections that lost something stay broken, as they would for minutes.
    public void heal() {
        losesThere = false;
        losesBack = false;
        frozen = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket();
                open.add(near);
                open.add(far);
                far.connect(target);
                AtomicLong there = new AtomicLong();
                AtomicLong back = new AtomicLong();
                Thread.ofVirtual().start(() -> carry(near, far, there, back, true));
                Thread.ofVirtual().start(() -> carry(far, near, back, there, false));
            } catch (IOException closed) {
                // the test is over, or the target is away
            }
        }
    }

    /// @param burst bytes in this direction since the last in the other
    private void carry(Socket from, Socket to, AtomicLong burst, AtomicLong other, boolean there) {
        boolean stuck = false;
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                other.set(0);
                boolean isLong = burst.addAndGet(read) > LONGEST;
                stuck = stuck || frozen || (isLong && (there ? losesThere : losesBack));
                if (!stuck) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // one end went
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket one : open) {
            one.close();
        }
    }
}
