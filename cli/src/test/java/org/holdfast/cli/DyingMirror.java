// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorSettings;

/// A mirror in a process of its own that dies at once, as by `kill -9`, in one look.
final class DyingMirror {
    private DyingMirror() {}

    /// @param args the office, the folder, the token, and where to die: `unsaid` when everything is
    ///   zero and nothing states it, `unheard` when it is stated and the office was not told
    public static void main(String[] args) throws Exception {
        boolean unsaid = args[3].equals("unsaid");
        InstantSource clock =
                () -> {
                    if (unsaid && isStating()) {
                        Runtime.getRuntime().halt(9);
                    }
                    return Instant.now();
                };
        Consumer<String> say =
                line -> {
                    if (line.startsWith("erased ")) {
                        Runtime.getRuntime().halt(9);
                    }
                };
        MirrorSettings settings =
                new MirrorSettings(
                        URI.create(args[0]), Path.of(args[1]), "court", args[2], Duration.ZERO);
        try (MirrorRun run = MirrorRun.open(settings, clock, say)) {
            run.look();
        }
    }

    private static boolean isStating() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(one -> one.getMethodName().equals("statement")));
    }
}
