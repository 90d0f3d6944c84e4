// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The PostgreSQL of an office's data folder, killed, and its files held away: the office cannot
/// bring it back before this is closed.
public final class HeldAway implements AutoCloseable {
    private final Path place;
    private final Path hidden;

    private HeldAway(Path data) {
        this.place = data.resolve("postgres/data");
        this.hidden = data.resolve("postgres-data-held-away");
    }

    /// `kill -9` of the server of a living office.
    public static HeldAway kill(Path data) throws IOException {
        HeldAway away = new HeldAway(data);
        String pid = Files.readAllLines(away.place.resolve("postmaster.pid")).getFirst().strip();
        Files.move(away.place, away.hidden);
        HangingServer.signal("KILL", List.of(ProcessHandle.of(Long.parseLong(pid)).orElseThrow()));
        return away;
    }

    /// The files are back in their place.
    @Override
    public void close() throws IOException {
        Files.move(hidden, place);
    }
}
