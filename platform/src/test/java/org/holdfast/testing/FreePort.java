// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/// A port for a program that has to be told one, and may take it only later: below those that
/// systems give to connections and to whoever asks for any port, so that nobody is given it
/// meanwhile.
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int BEHIND_LAST = 32_000;
    private static final int TRIES = 1_000;
    private static final SecureRandom CHANCE = new SecureRandom();

    private FreePort() {}

    /// A port of the loopback address at which nobody listens now, by chance, so that two test
    /// processes do not choose the same.
    public static int take() throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = CHANCE.nextInt(FIRST, BEHIND_LAST);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one
            }
        }
        throw new IOException("no port is free");
    }
}
