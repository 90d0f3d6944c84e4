// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.RecordStream;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeysFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The node journal of site b, read at site a from the copy that a's mirror keeps, while disk or
/// key store fail for a moment.
final class PeerJournalTest {
    private final MemoryKeys keys = new MemoryKeys();
    private final DataKey key = keys.create();
    private final List<Hash> written = new ArrayList<>();

    @TempDir Path folder;
    private Path copies;
    private Series there;
    private FileNodeJournal other;
    private FileNodeJournal own;
    private PeerJournal peer;
    private FiledMirroring serves;
    private EntryReader reader;

    @BeforeEach
    void open() throws Exception {
        copies = Files.createDirectory(folder.resolve("copies"));
        Surroundings aroundB = around("b");
        there = begun("nodeb", aroundB);
        other = started(there, aroundB);
        serves = new FiledMirroring(List.of(there), aroundB, Optional.empty(), System::nanoTime);
        Surroundings aroundA = around("a");
        own = started(begun("nodea", aroundA), aroundA);
        peer = new PeerJournal("nodeb", copies, aroundA, (_, _) -> Optional.empty());
        reader = new OfficeJournal(own, List.of(peer)).reader("paper");
    }

    @AfterEach
    void close() {
        other.close();
        own.close();
    }

    private Surroundings around(String site) {
        InstantSource clock = InstantSource.system();
        return new Surroundings(
                folder.resolve(site),
                keys,
                new Envelopes(new SecureRandom(), clock),
                clock,
                Disk.real());
    }

    private static Series begun(String kind, Surroundings around) {
        Series series = new Series(kind, around);
        series.begin(series.nextNumber(), List.of(series.tail()));
        return series;
    }

    private static FileNodeJournal started(Series series, Surroundings around) {
        FileNodeJournal journal =
                new FileNodeJournal(series, around, LedgerSettings.of(around.folder()));
        journal.start();
        return journal;
    }

    private Hash write(FileNodeJournal journal, String name) throws Exception {
        Promise promise = journal.append(Office.paper(keys, name, key), List.of());
        promise.sealed().get(10, TimeUnit.SECONDS);
        written.add(promise.leaf());
        return promise.leaf();
    }

    /// What a mirror does.
    private Path copy() {
        Chapter from = there.current();
        Path into = copies.resolve(from.name());
        try (JournalDirectory copy =
                JournalDirectory.isJournal(into)
                        ? JournalDirectory.open(into)
                        : JournalDirectory.create(
                                into, from.origin(), from.directory().verifier().vkey())) {
            long at = copy.durableSize().value();
            copy.append(RecordStream.parse(serves.records(from.name(), at).orElseThrow()));
            copy.adopt(from.directory().checkpoint().orElseThrow());
        }
        return into.resolve("blobs");
    }

    private static Path only(Path blobs) throws IOException {
        try (var files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private void knowsAllOnce() {
        assertThat(peer.index().count("paper") + own.count("paper")).isEqualTo(written.size());
        assertThat(reader.next().stream().map(StoredEntry::leafHash))
                .containsExactlyInAnyOrderElementsOf(written);
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void whatCouldNotBeReadAtOneLookIsKnownAtALaterOne() throws Exception {
        write(other, "before");
        Path file = only(copy());
        int known = Files.readAllBytes(file).length;
        assertThat(peer.follow()).isEqualTo(2); // the origin's opening entry and this one
        Hash damaged = write(other, "damaged");
        write(other, "behind");
        copy();
        byte[] whole = Files.readAllBytes(file);
        byte[] torn = whole.clone();
        Arrays.fill(torn, known + 100, known + 140, (byte) 0);
        Files.write(file, torn);
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(peer::follow)
                    .isInstanceOfAny(JournalFault.class, JournalRefusal.class);
            assertThat(peer.index().byLeaf(damaged)).isEmpty();
        }
        Files.write(file, whole);
        assertThat(peer.follow()).isEqualTo(2);
        assertThat(peer.follow()).isZero();
        assertThat(peer.entry(peer.index().byLeaf(damaged).orElseThrow()).position()).isPresent();
        knowsAllOnce();
    }

    @Test
    void whatCameWhileTheKeyStoreFailedIsKnownAtALaterLook() throws Exception {
        write(other, "first");
        copy();
        keys.failAdopting(2);
        assertThatThrownBy(peer::follow).isInstanceOf(KeysFault.class);
        write(other, "second");
        copy();
        assertThatThrownBy(peer::follow).isInstanceOf(KeysFault.class);
        assertThat(peer.follow()).isEqualTo(3);
        knowsAllOnce();
    }

    @Test
    void ownEntriesAreNotLostToAReaderWhileACopyCannotBeRead() throws Exception {
        write(own, "of a");
        write(other, "of b");
        Path file = only(copy());
        peer.follow();
        Path away = folder.resolve("away");
        Files.move(file, away);
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(reader::next).isInstanceOf(JournalFault.class);
        }
        Files.move(away, file);
        knowsAllOnce();
    }

    @Test
    void aCopyThatFailsDoesNotEndTheFollowing() throws Exception {
        write(other, "first");
        copy();
        keys.failAdopting(3);
        try (PeerFollower follower = new PeerFollower(List.of(peer))) {
            follower.start();
            while (peer.index().count("paper") == 0) {
                Thread.sleep(20);
            }
        }
        knowsAllOnce();
    }
}
