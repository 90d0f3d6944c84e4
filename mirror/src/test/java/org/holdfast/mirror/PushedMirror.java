// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;

/// A mirror in a process of its own, to be killed: office, folder, file for the port.
final class PushedMirror {
    private PushedMirror() {}

    public static void main(String[] args) throws Exception {
        MirrorRun run =
                MirrorRun.open(
                        new MirrorSettings(
                                URI.create(args[0]),
                                Path.of(args[1]),
                                "court",
                                "token",
                                Duration.ofMillis(50)),
                        Clock.systemUTC(),
                        _ -> {});
        run.look();
        MirrorServer server = MirrorServer.start(run, "127.0.0.1", 0);
        Path staged = Path.of(args[2] + ".new");
        Files.writeString(staged, Integer.toString(server.port()));
        Files.move(staged, Path.of(args[2]), StandardCopyOption.ATOMIC_MOVE);
        Thread.sleep(Duration.ofMinutes(5)); // then nobody waits for it any more
        System.exit(1);
    }
}
