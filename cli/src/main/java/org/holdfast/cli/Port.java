// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/// Whether an office could listen, asked before anything is made on disk.
final class Port {
    private Port() {}

    /// Why nothing can listen there; empty when it can. Port 0 is always free.
    static Optional<String> obstacle(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("the address " + host + " is not known; use --host");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as the web server does; a port just left is free
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (why.contains("in use")) {
                return Optional.of("port " + port + " is in use; use --port");
            }
            if (why.contains("assign")) {
                return Optional.of("this machine has no address " + host + "; use --host");
            }
            return Optional.of("cannot listen on port " + port + " (" + why + "); use --port");
        }
    }
}
