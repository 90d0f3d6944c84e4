// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.RecordStream;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeysFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A site that lost its disk has the keys of its papers only behind their blobs, in the copy that a
/// mirror kept of its own journal.
final class OwnKeysTest {
    private final MemoryKeys keys = new MemoryKeys();

    @TempDir Path folder;

    private Surroundings around(String disk, MemoryKeys store) {
        InstantSource clock = InstantSource.system();
        return new Surroundings(
                folder.resolve(disk),
                store,
                new Envelopes(new SecureRandom(), clock),
                clock,
                Disk.real());
    }

    private void write(FileNodeJournal journal, String name, DataKey key) throws Exception {
        journal.append(Office.paper(keys, name, key), List.of()).sealed().get(60, TimeUnit.SECONDS);
    }

    /// What a mirror does.
    private static void copy(Series from, Surroundings around, Path into) throws IOException {
        Files.createDirectories(into);
        FiledMirroring serves =
                new FiledMirroring(List.of(from), around, Optional.empty(), System::nanoTime);
        for (Chapter chapter : from.chapters()) {
            JournalDirectory there = chapter.directory();
            try (JournalDirectory copy =
                    JournalDirectory.create(
                            into.resolve(chapter.name()),
                            there.origin(),
                            there.verifier().vkey())) {
                copy.append(RecordStream.parse(serves.records(chapter.name(), 0).orElseThrow()));
                copy.adopt(there.checkpoint().orElseThrow());
            }
        }
    }

    @Test
    void theyAreTakenOnceOfEachOriginThatCameFromAMirror() throws Exception {
        Surroundings before = around("lost", keys);
        Series series = new Series("nodea", before);
        series.begin(1, List.of());
        FileNodeJournal journal =
                new FileNodeJournal(series, before, LedgerSettings.of(before.folder()));
        journal.start();
        assertThat(keys.taken("journal nodea-1")).as("its own files").isEmpty();
        DataKey living = keys.create();
        DataKey erased = keys.create();
        write(journal, "one", erased);
        write(journal, "two", living);
        keys.erase(erased.id(), "PIPA 36");
        copy(series, before, folder.resolve("again"));
        journal.close();

        MemoryKeys empty = new MemoryKeys();
        Surroundings now = around("again", empty);
        Series copied = new Series("nodea", now);
        OwnKeys.take(copied, now);
        assertThat(empty.adopted()).containsExactly(living.id());
        assertThat(empty.taken("journal nodea-1")).isPresent();
        empty.adopted().clear();
        OwnKeys.take(copied, now);
        assertThat(empty.adopted()).as("once").isEmpty();

        MemoryKeys another = new MemoryKeys();
        another.failAdopting(1);
        Surroundings failing = around("again", another);
        assertThatThrownBy(() -> OwnKeys.take(copied, failing)).isInstanceOf(KeysFault.class);
        assertThat(another.taken("journal nodea-1")).isEmpty();
        OwnKeys.take(copied, failing);
        assertThat(another.adopted()).containsExactly(living.id());
        copied.close();
    }

    @Test
    void filesThatTheNodeHasWrittenItselfAreLeftAlone() throws Exception {
        Surroundings around = around("own", keys);
        Series series = new Series("nodea", around);
        series.begin(1, List.of());
        FileNodeJournal journal =
                new FileNodeJournal(series, around, LedgerSettings.of(around.folder()));
        journal.start();
        write(journal, "one", keys.create());
        journal.close();
        Series again = new Series("nodea", around);
        OwnKeys.take(again, around);
        assertThat(keys.adopted()).isEmpty();
        assertThat(keys.taken("journal nodea-1")).isEmpty();
        again.close();
    }
}
