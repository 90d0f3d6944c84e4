// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
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
    private final Cosigner mirror = cosigner("a/mirror");
    private final Cosigner witness = cosigner("a/witness");
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
        there = Office.begun("nodeb", aroundB);
        other = Office.started(there, aroundB);
        serves = new FiledMirroring(List.of(there), aroundB, Optional.empty(), System::nanoTime);
        Surroundings aroundA = around("a");
        own = Office.started(Office.begun("nodea", aroundA), aroundA);
        peer = peer();
        reader = new OfficeJournal(own, List.of(peer)).reader("paper");
    }

    @AfterEach
    void close() {
        other.close();
        own.close();
    }

    private Surroundings around(String site) {
        return Office.around(folder.resolve(site), keys, Disk.real());
    }

    private PeerJournal peer() {
        Mirroring.Place self =
                new Mirroring.Place("a", mirror.vkey(), witness.vkey(), Optional.empty());
        return new PeerJournal(
                "nodeb", copies, around("a"), Optional.of(self), (_, _) -> Optional.empty());
    }

    private static Cosigner cosigner(String name) {
        KeyPair pair = Chapter.freshKey();
        return Cosigner.of(name, pair.getPrivate(), pair.getPublic());
    }

    private Hash write(FileNodeJournal journal, String name) throws Exception {
        Promise promise = journal.append(Office.paper(keys, name, key), List.of());
        promise.sealed().get(60, TimeUnit.SECONDS);
        written.add(promise.leaf());
        return promise.leaf();
    }

    private Path copy() {
        return copy(Instant.parse("2026-11-01T03:00:00Z"));
    }

    /// What a mirror does.
    private Path copy(Instant now) {
        Chapter from = there.current();
        Path into = copies.resolve(from.name());
        try (JournalDirectory copy =
                JournalDirectory.isJournal(into)
                        ? JournalDirectory.open(into)
                        : JournalDirectory.create(
                                into, from.origin(), from.directory().verifier().vkey())) {
            long at = copy.durableSize().value();
            copy.append(RecordStream.parse(serves.records(from.name(), at).orElseThrow()));
            copy.adopt(
                    from.directory().checkpoint().orElseThrow(),
                    note -> note.with(List.of(mirror.cosign(note, now))));
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

    private Hash file(String name) throws Exception {
        EntryDraft paper = Office.paper(keys, name, key);
        EntryDraft filing =
                new EntryDraft(
                        Leaf.FILING,
                        paper.office(),
                        paper.entity(),
                        paper.entityVersion(),
                        paper.previous(),
                        paper.key(),
                        paper.content(),
                        paper.operation());
        Promise promise = other.append(filing, List.of());
        promise.sealed().get(60, TimeUnit.SECONDS);
        return promise.leaf();
    }

    private static Optional<Instant> cosigned(PeerJournal journal, Hash leaf) {
        return cosigned(journal, leaf, Instant.EPOCH);
    }

    private static Optional<Instant> cosigned(PeerJournal journal, Hash leaf, Instant earliest) {
        return journal.cosigned(journal.index().byLeaf(leaf).orElseThrow(), earliest);
    }

    @Test
    void whenAFilingWasFirstCosignedIsKeptForEver() throws Exception {
        Instant first = Instant.parse("2026-11-01T14:59:59Z");
        Instant nextDay = Instant.parse("2026-11-01T15:00:01Z");
        Instant later = Instant.parse("2026-11-03T00:00:00Z");
        Hash one = file("one");
        copy(first);
        peer.follow();
        Hash two = file("two");
        copy(nextDay);
        peer.follow();
        write(other, "a paper");
        copy(later);
        peer.follow();
        for (PeerJournal again : List.of(peer, peer())) {
            again.follow();
            assertThat(cosigned(again, one)).contains(first);
            assertThat(cosigned(again, two)).contains(nextDay);
            assertThat(cosigned(again, written.getLast())).contains(later);
        }
        try (var kept = Files.list(folder.resolve("a/first-cosigned/nodeb-1"))) {
            assertThat(kept).hasSize(2);
        }
    }

    private void cosign(Instant now) {
        Chapter chapter = there.current();
        SignedNote note = chapter.directory().checkpoint().orElseThrow();
        assertThat(serves.take("a", chapter.name(), note.with(List.of(mirror.cosign(note, now)))))
                .isInstanceOf(Mirroring.Taken.Counted.class);
    }

    /// An auditor's mirror has a clock of its own, too, and no say.
    @Test
    void theClocksOfTwoSitesThatCosignCountAndNoOthers() throws Exception {
        Map<String, Cosigner> places = new TreeMap<>();
        for (String name : List.of("a", "c", "museum")) {
            places.put(name, cosigner(name + "/mirror"));
        }
        Mirroring.Place self =
                new Mirroring.Place("b", mirror.vkey(), witness.vkey(), Optional.empty());
        FiledMirroring sites =
                new FiledMirroring(
                        List.of(there), around("b"), Optional.of(self), System::nanoTime);
        places.forEach((name, key) ->
                sites.admit(
                        new Mirroring.Place(
                                name,
                                key.vkey(),
                                cosigner(name + "/witness").vkey(),
                                Optional.empty())));
        Duration apart = Duration.ofMinutes(1);
        Instant lastYear = Instant.now().minus(Duration.ofDays(365));
        file("one");
        SignedNote note = there.current().directory().checkpoint().orElseThrow();
        for (String name : List.of("museum", "a")) {
            take(sites, name, note, places.get(name), lastYear);
            assertThat(sites.clock(apart)).isEqualTo(Mirroring.Clock.UNKNOWN);
        }
        take(sites, "c", note, places.get("c"), lastYear);
        assertThat(sites.clock(apart)).isEqualTo(Mirroring.Clock.DOUBTED);
        // The same checkpoint again says nothing new, another one does.
        take(sites, "c", note, places.get("c"), Instant.now());
        assertThat(sites.clock(apart)).isEqualTo(Mirroring.Clock.DOUBTED);
        file("two");
        SignedNote next = there.current().directory().checkpoint().orElseThrow();
        take(sites, "c", next, places.get("c"), Instant.now());
        assertThat(sites.clock(apart)).isEqualTo(Mirroring.Clock.CONFIRMED);
    }

    private void take(
            FiledMirroring sites, String place, SignedNote note, Cosigner key, Instant now) {
        SignedNote cosigned = note.with(List.of(key.cosign(note, now)));
        assertThat(sites.take(place, there.current().name(), cosigned))
                .isInstanceOf(Mirroring.Taken.Counted.class);
    }

    @Test
    void whenAnOwnFilingWasFirstCosignedIsKeptForEver() throws Exception {
        Instant first = Instant.parse("2026-11-01T14:59:58Z");
        Instant later = Instant.parse("2026-11-03T00:00:00Z");
        serves.admit(new Mirroring.Place("a", mirror.vkey(), witness.vkey(), Optional.empty()));
        file("one");
        cosign(first);
        Hash two = file("two");
        cosign(first.plusSeconds(1));
        write(other, "a paper");
        cosign(later);
        FoldedIndex.Place place = there.index().byLeaf(two).orElseThrow();
        FiledMirroring again =
                new FiledMirroring(List.of(there), around("b"), Optional.empty(), System::nanoTime);
        for (FiledMirroring one : List.of(serves, again)) {
            assertThat(one.cosigned(there.chapter(place), place, Instant.EPOCH))
                    .contains(first.plusSeconds(1));
            assertThat(one.cosigned(there.chapter(place), place, first.plusSeconds(2)))
                    .contains(later);
            assertThat(one.cosigned(there.chapter(place), place, later.plusSeconds(1))).isEmpty();
        }
    }

    @Test
    void aCosignatureByAClockThatIsBehindWhatTheFilingKnewDoesNotCount() throws Exception {
        Instant knew = Instant.parse("2026-11-04T09:00:00Z");
        Hash one = file("one");
        copy(knew.minusSeconds(3 * 86_400));
        peer.follow();
        assertThat(cosigned(peer, one, knew)).isEmpty();
        write(other, "a paper");
        copy(knew.plusSeconds(60));
        peer.follow();
        assertThat(cosigned(peer, one, knew)).contains(knew.plusSeconds(60));
        assertThat(cosigned(peer, one)).contains(knew.minusSeconds(3 * 86_400));
    }

    @Test
    void aFirstCosignatureThatIsDamagedLeavesTheNextOne() throws Exception {
        Instant first = Instant.parse("2026-11-01T10:00:00Z");
        Instant second = Instant.parse("2026-11-01T11:00:00Z");
        Hash one = file("one");
        copy(first);
        peer.follow();
        file("two");
        copy(second);
        peer.follow();
        Path kept = folder.resolve("a/first-cosigned/nodeb-1/2");
        Files.writeString(kept, "no note at all");
        assertThat(cosigned(peer, one)).contains(second);
    }

    @Test
    void aCopyThatFailsDoesNotEndTheFollowing() throws Exception {
        write(other, "first");
        copy();
        keys.failAdopting(3);
        try (PeerFollower follower = new PeerFollower(List.of(peer), Map.of())) {
            follower.start();
            while (peer.index().count("paper") == 0) {
                Thread.sleep(20);
            }
        }
        knowsAllOnce();
    }

    /// A copy that cannot be read was not heard, whatever its mirror says.
    @Test
    void aSiteIsHeardOnceItsCopyIsRead() throws Exception {
        Instant level = Instant.parse("2026-11-27T09:00:00Z");
        AtomicReference<Optional<Instant>> mirror = new AtomicReference<>(Optional.empty());
        write(other, "first");
        copy();
        keys.failAdopting(3);
        try (PeerFollower follower =
                new PeerFollower(List.of(peer), Map.of(peer.kind().charAt(4), mirror::get))) {
            assertThat(heard(follower)).isEmpty();
            mirror.set(Optional.of(level));
            follower.start();
            assertThat(heard(follower)).as("its keys cannot be taken").isEmpty();
            assertThat(follower.isRead()).isFalse();
            while (peer.index().count("paper") == 0) {
                Thread.sleep(20);
            }
            while (heard(follower).isEmpty()) {
                Thread.sleep(20);
            }
            assertThat(heard(follower)).contains(level);
            assertThat(follower.isRead()).isTrue();
        }
    }

    private Optional<Instant> heard(PeerFollower follower) {
        return follower.heard().get(peer.kind().charAt(4));
    }
}
