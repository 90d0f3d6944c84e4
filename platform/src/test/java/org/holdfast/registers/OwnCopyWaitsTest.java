// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.DatabaseFault;
import org.junit.jupiter.api.Test;

/// The own copy while keys or files cannot be read that it needs, and afterwards.
final class OwnCopyWaitsTest extends OneOwnCopy {
    @Test
    void goesOnOnceTheKeyStoreThatFailedIsWellAgain() {
        RecordRef before = entered("먼저", "1979-01-01");
        assertThat(nameIn(before)).contains("먼저");
        RecordRef ref;
        world.failFinding(true);
        try {
            ref = entered("열쇠없음", "1979-01-02");
            awaitFault();
            assertThat(world.copy().read(Reading::source)).isEmpty();
        } finally {
            world.failFinding(false);
        }
        assertThat(nameIn(ref)).contains("열쇠없음");
        assertThat(nameIn(before)).contains("먼저");
        assertThat(world.copy().state().fault()).isEmpty();
    }

    @Test
    void goesOnOnceTheJournalsFileThatCouldNotBeReadIsThereAgain() throws IOException {
        RecordRef ref = entered("조각", "1979-02-01");
        assertThat(nameIn(ref)).contains("조각");
        Path blobs = blobs();
        Path away = folder.resolve("blobs-away");
        world.reopened(() -> {
            delete();
            move(blobs, away);
        });
        try {
            awaitFault();
        } finally {
            move(away, blobs);
        }
        assertThat(nameIn(ref)).contains("조각");
    }

    @Test
    void cannotStandInAndSaysWhyWhileTheEntryThatItLacksCannotBeRead() {
        RecordRef before = entered("앞장", "1979-03-01");
        assertThat(nameIn(before)).contains("앞장");
        Path blobs = blobs();
        Path away = folder.resolve("blobs-unreadable");
        world.failFinding(true);
        RecordRef ref;
        try {
            ref = entered("낱장", "1979-03-02");
            awaitFault();
            move(blobs, away);
            try {
                assertThat(world.copy().read(Reading::source)).isEmpty();
                assertThat(reason()).isEqualTo(CopyFault.Reason.JOURNAL_UNREADABLE);
            } finally {
                move(away, blobs);
            }
            for (int look = 0;
                    look < 3_000 && reason() != CopyFault.Reason.KEYS_UNREADABLE;
                    look++) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            assertThat(reason()).isEqualTo(CopyFault.Reason.KEYS_UNREADABLE);
        } finally {
            world.failFinding(false);
        }
        assertThat(nameIn(ref)).contains("낱장");
    }

    /// The files that entries are read from.
    private static Path blobs() {
        return world.ledger().journals().stream()
                .filter(one -> one.name().startsWith("central-"))
                .toList()
                .getLast()
                .folder()
                .resolve("blobs");
    }

    private static CopyFault.Reason reason() {
        DatabaseFault away = new DatabaseFault(DatabaseFault.Code.NO_CONNECTION, "away");
        return ((CopyFault) world.copy().cannot(away).getCause()).reason();
    }

    private static void awaitFault() {
        for (int look = 0; look < 3_000 && world.copy().state().fault().isEmpty(); look++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        assertThat(world.copy().state().fault()).isPresent();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
