// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.database.EmbeddedServer;

/// A database server of a test's own that can be made to hang, with everything it started.
public final class HangingServer implements AutoCloseable {
    private final EmbeddedServer server;
    private final List<ProcessHandle> stopped = new ArrayList<>();

    public HangingServer(Path folder) {
        server = EmbeddedServer.start(folder, TestDatabase.binaries());
    }

    public EmbeddedServer server() {
        return server;
    }

    /// Nothing is answered any more, and no connection is closed.
    public void hang() {
        stopped.addAll(hang(server.pid()));
    }

    /// Stops a server with its children; gives what was stopped.
    public static List<ProcessHandle> hang(long pid) {
        ProcessHandle master = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = Stream.concat(Stream.of(master), master.descendants()).toList();
        signal("STOP", all);
        return all;
    }

    public void goOn() {
        signal("CONT", stopped);
        stopped.clear();
    }

    /// Sends a signal to processes.
    public static void signal(String name, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(one -> command.add(Long.toString(one.pid())));
        try {
            new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goOn();
        server.close();
    }
}
