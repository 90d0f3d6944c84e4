// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDirectoryTest {
    static final String ORIGIN = "holdfast.invalid/test/central/1";

    @TempDir Path temp;
    private final NoteSigner signer = NoteTest.newSigner(ORIGIN);

    static byte[] content(long number) {
        return ("entry " + number).repeat((int) (number % 5)).getBytes(StandardCharsets.UTF_8);
    }

    static NewEntry entry(long number) {
        byte[] blob = new byte[(int) (number % 7) * 10];
        Arrays.fill(blob, (byte) (number + 1));
        List<byte[]> blobs = number % 3 == 0 ? List.of() : List.of(blob, new byte[] {1});
        return new NewEntry(content(number), blobs);
    }

    static List<NewEntry> entries(long from, long to) {
        List<NewEntry> entries = new ArrayList<>();
        for (long i = from; i < to; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    static void faults(Code code, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        JournalFault.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static Hash expectedRoot(long size) {
        Frontier frontier = new Frontier();
        for (long i = 0; i < size; i++) {
            frontier.append(MerkleTree.leafHash(content(i)));
        }
        return frontier.root();
    }

    private JournalDirectory create() {
        DyingDisk disk = DyingDisk.immortal();
        return JournalDirectory.create(temp.resolve("j"), ORIGIN, signer.vkey(), disk);
    }

    private Path file(String path) {
        return temp.resolve("j").resolve(path);
    }

    @Test
    void keepsWhatWasAppendedAndSealedInOddBatches() {
        Random random = new Random(7);
        long size = 0;
        try (JournalDirectory journal = create()) {
            while (size < 1500) {
                int batch = 1 + random.nextInt(300);
                Appended appended = journal.append(entries(size, size + batch));
                assertThat(appended.first().value()).isEqualTo(size);
                size += batch;
                assertThat(appended.durable().value()).isEqualTo(size);
                if (random.nextBoolean()) {
                    Checkpoint head = journal.seal(signer);
                    assertThat(head.size().value()).isEqualTo(size);
                    assertThat(head.root()).isEqualTo(expectedRoot(size));
                }
            }
        }
        try (JournalDirectory journal = JournalDirectory.open(temp.resolve("j"))) {
            assertThat(journal.durableSize().value()).isEqualTo(size);
            assertThat(journal.seal(signer).root()).isEqualTo(expectedRoot(size));
            for (long i = 0; i < size; i++) {
                Stored stored = journal.read(new EntryIndex(i));
                assertThat(stored.entry()).isEqualTo(content(i));
                assertThat(stored.blobs()).hasSameSizeAs(entry(i).blobs());
                for (int b = 0; b < stored.blobs().size(); b++) {
                    assertThat(stored.blobs().get(b)).isEqualTo(entry(i).blobs().get(b));
                }
                assertThat(journal.entry(new EntryIndex(i))).isEqualTo(content(i));
            }
        }
    }

    @Test
    void scansFromAnyPlaceThroughSealedAndUnsealedEntries() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 600));
            journal.seal(signer);
            journal.append(entries(600, 700));
            for (int from : new int[] {0, 1, 255, 256, 511, 599, 600, 650, 699, 700, 900}) {
                List<JournalEntry> found = journal.scan(new EntryIndex(from)).toList();
                assertThat(found).hasSize(Math.max(0, 700 - from));
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).index().value()).isEqualTo(from + i);
                    assertThat(found.get(i).entry()).isEqualTo(content(from + i));
                }
            }
        }
    }

    @Test
    void givesProofsThatVerifyForOldAndNewSizes() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 700));
            journal.seal(signer);
            for (int size : new int[] {1, 2, 3, 255, 256, 257, 511, 512, 513, 700}) {
                Hash root = expectedRoot(size);
                assertThat(journal.root(new TreeSize(size))).isEqualTo(root);
                for (int index = 0; index < size; index += 1 + size / 17) {
                    journal.inclusion(new EntryIndex(index), new TreeSize(size))
                            .verify(MerkleTree.leafHash(content(index)), root);
                }
                for (int first = 0; first <= size; first += 1 + size / 19) {
                    journal.consistency(new TreeSize(first), new TreeSize(size))
                            .verify(expectedRoot(first), root);
                }
            }
            TlogProof proof = TlogProof.parse(journal.proof(new EntryIndex(300)).text());
            Hash leaf = MerkleTree.leafHash(content(300));
            assertThat(proof.verify(leaf, signer.verifier()).size().value()).isEqualTo(700);
        }
    }

    @Test
    void proofsReadOnlyTheTilesTheyNeed() {
        List<String> asked = new ArrayList<>();
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 70_000));
            journal.seal(signer);
            Source folder = Source.folder(journal.folder());
            Source counting =
                    path -> {
                        asked.add(path);
                        return folder.read(path);
                    };
            new Tiles(counting, new TreeSize(70_000)).inclusion(12_345, 70_000);
        }
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "tile/0/048", "tile/1/000", "tile/1/001.p/17", "tile/0/273.p/112");
    }

    @Test
    void laysOutTheTilesOfTheSpecificationsExample() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 70_000));
            journal.seal(signer);
        }
        assertThat(file("tile/0/272")).hasSize(8192);
        assertThat(file("tile/0/273.p/112")).hasSize(112 * 32);
        assertThat(file("tile/1/000")).hasSize(8192);
        assertThat(file("tile/1/001.p/17")).hasSize(17 * 32);
        assertThat(file("tile/2/000.p/1")).hasSize(32);
        assertThat(file("tile/entries/273.p/112")).exists();
        assertThat(file("tile/0/274")).doesNotExist();
    }

    @Test
    void keepsPartialTilesUntilTheFullOneIsThere() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 10));
            journal.seal(signer);
            journal.append(entries(10, 20));
            journal.seal(signer);
            assertThat(file("tile/0/000.p/10")).exists();
            assertThat(file("tile/0/000.p/20")).exists();
            assertThat(file("tile/entries/000.p/10")).exists();
            journal.append(entries(20, 256));
            journal.seal(signer);
            assertThat(file("tile/0/000.p")).doesNotExist();
            assertThat(file("tile/entries/000.p")).doesNotExist();
            assertThat(file("tile/0/000")).exists();
            assertThat(file("tile/1/000.p/1")).exists();
        }
    }

    @Test
    void sealsTheEmptyTreeAndSignsNothingTwice() {
        try (JournalDirectory journal = create()) {
            assertThat(journal.checkpoint()).isEmpty();
            assertThat(journal.seal(signer).root()).isEqualTo(MerkleTree.emptyRoot());
            Optional<SignedNote> note = journal.checkpoint();
            journal.seal(signer);
            assertThat(journal.checkpoint()).isEqualTo(note);
            assertThat(file("checkpoint")).hasBinaryContent(note.orElseThrow().bytes());
        }
    }

    @Test
    void refusesAnotherKeyThanTheJournals() {
        try (JournalDirectory journal = create()) {
            NoteSigner other = NoteTest.newSigner(ORIGIN);
            NoteTest.refuses(Reason.ORIGIN_DIFFERS, () -> journal.seal(other));
        }
        NoteTest.refuses(
                Reason.ORIGIN_DIFFERS,
                () -> JournalDirectory.create(temp.resolve("k"), "else", signer.vkey()));
        assertThat(temp.resolve("k")).doesNotExist();
    }

    @Test
    void refusesWhatIsNotThere() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 5));
            journal.seal(signer);
            journal.append(entries(5, 9));
            NoteTest.refuses(Reason.NO_SUCH_ENTRY, () -> journal.read(new EntryIndex(9)));
            NoteTest.refuses(Reason.NO_SUCH_ENTRY, () -> journal.entry(new EntryIndex(9)));
            NoteTest.refuses(Reason.NO_SUCH_ENTRY, () -> journal.zeroBlobs(new EntryIndex(9)));
            NoteTest.refuses(
                    Reason.SIZE_BEYOND_SIGNED,
                    () -> journal.inclusion(new EntryIndex(1), new TreeSize(6)));
            NoteTest.refuses(
                    Reason.INDEX_BEYOND_SIZE,
                    () -> journal.inclusion(new EntryIndex(5), new TreeSize(5)));
            NoteTest.refuses(
                    Reason.SIZES_REVERSED,
                    () -> journal.consistency(new TreeSize(4), new TreeSize(3)));
            NoteTest.refuses(Reason.SIZE_BEYOND_SIGNED, () -> journal.root(new TreeSize(6)));
            NoteTest.refuses(Reason.INDEX_BEYOND_SIZE, () -> journal.proof(new EntryIndex(7)));
        }
    }

    @Test
    void refusesEntriesAboveTheirLimits() {
        NoteTest.refuses(Reason.TOO_LARGE, () -> new NewEntry(new byte[65_536], List.of()));
        List<byte[]> many = IntStream.range(0, 256).mapToObj(_ -> new byte[0]).toList();
        NoteTest.refuses(Reason.TOO_LARGE, () -> new NewEntry(new byte[0], many));
        byte[] large = new byte[33 << 20];
        NoteTest.refuses(Reason.TOO_LARGE, () -> new NewEntry(new byte[0], List.of(large, large)));
        try (JournalDirectory journal = create()) {
            journal.append(List.of(new NewEntry(new byte[65_535], many.subList(0, 255))));
            journal.seal(signer);
            assertThat(journal.read(new EntryIndex(0)).blobs()).hasSize(255);
        }
    }

    @Test
    void erasesBlobsForEverAndKeepsTheEntryProvable() {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 300));
            Checkpoint before = journal.seal(signer);
            long length = file("blobs/0").toFile().length();
            journal.zeroBlobs(new EntryIndex(4));
            journal.zeroBlobs(new EntryIndex(3));
            assertThat(file("blobs/0")).hasSize(length);
            Stored erased = journal.read(new EntryIndex(4));
            assertThat(erased.erased()).isTrue();
            assertThat(erased.entry()).isEqualTo(content(4));
            assertThat(erased.blobs().getFirst()).hasSize(40);
            assertThat(journal.read(new EntryIndex(5)).erased()).isFalse();
            TlogProof proof = journal.proof(new EntryIndex(4));
            assertThat(proof.verify(erased.leafHash(), signer.verifier())).isEqualTo(before);
        }
        try (JournalDirectory journal = JournalDirectory.open(temp.resolve("j"))) {
            assertThat(journal.read(new EntryIndex(4)).erased()).isTrue();
        }
    }

    @Test
    void letsOnlyOneWriterIn() {
        JournalDirectory closed = create();
        try (JournalDirectory journal = closed) {
            faults(Code.LOCKED, () -> JournalDirectory.open(temp.resolve("j")).close());
            faults(Code.ALREADY_EXISTS, () -> create().close());
            journal.append(entries(0, 3));
            try (JournalDirectory reader = JournalDirectory.openForReading(temp.resolve("j"))) {
                assertThat(reader.durableSize().value()).isEqualTo(3);
                faults(Code.READ_ONLY, () -> reader.append(entries(3, 4)));
            }
        }
        faults(Code.CLOSED, () -> closed.append(entries(3, 4)));
        assertThat(closed.entry(new EntryIndex(2))).isEqualTo(content(2));
        faults(Code.NOT_A_JOURNAL, () -> JournalDirectory.open(temp).close());
    }

    @Test
    void cutsATornTailAndNothingBefore() throws Exception {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 5));
            journal.seal(signer);
            journal.append(entries(5, 7));
        }
        byte[] whole = Files.readAllBytes(file("blobs/0"));
        byte[] torn = BlobRecord.encode(entry(7));
        for (int cut = 0; cut < torn.length; cut++) {
            byte[] both = Arrays.copyOf(whole, whole.length + cut);
            System.arraycopy(torn, 0, both, whole.length, cut);
            Files.write(file("blobs/0"), both);
            assertReopensWithSeven(whole);
            Files.write(file("blobs/0"), Arrays.copyOf(whole, whole.length + cut));
            assertReopensWithSeven(whole);
        }
    }

    @Test
    void keepsWhatItCutsOffAndNamesTheEntryWhoseBitFlipped() throws Exception {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 5));
            journal.seal(signer);
            journal.append(entries(5, 8));
        }
        byte[] whole = Files.readAllBytes(file("blobs/0"));
        byte[] tail = BlobRecord.encode(entry(5));
        byte[] next = BlobRecord.encode(entry(6));
        byte[] last = BlobRecord.encode(entry(7));
        int at = whole.length - tail.length - next.length - last.length;
        byte[] flipped = whole.clone();
        flipped[at + tail.length - 5] ^= 1;
        Files.write(file("blobs/0"), flipped);
        try (JournalDirectory journal = JournalDirectory.open(temp.resolve("j"))) {
            assertThat(journal.durableSize().value()).isEqualTo(5);
            SetAside rest = journal.setAside().orElseThrow();
            assertThat(rest.first().value()).isEqualTo(5);
            assertThat(rest.readable()).isEqualTo(2);
            assertThat(rest.bytes()).isEqualTo(whole.length - at);
            assertThat(rest.file())
                    .hasBinaryContent(Arrays.copyOfRange(flipped, at, flipped.length));
        }
        try (JournalDirectory journal = JournalDirectory.open(temp.resolve("j"))) {
            assertThat(journal.setAside()).isEmpty();
        }
    }

    private void assertReopensWithSeven(byte[] whole) {
        Path folder = temp.resolve("j");
        try (JournalDirectory journal = JournalDirectory.open(folder, DyingDisk.immortal())) {
            assertThat(journal.durableSize().value()).isEqualTo(7);
            assertThat(journal.signedSize().value()).isEqualTo(5);
            assertThat(file("blobs/0")).hasBinaryContent(whole);
        }
    }

    @Test
    void refusesToOpenWhenSignedEntriesAreGone() throws Exception {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 7));
            journal.seal(signer);
        }
        byte[] whole = Files.readAllBytes(file("blobs/0"));
        byte[] shorter = Arrays.copyOf(whole, whole.length - 1);
        Files.write(file("blobs/0"), shorter);
        faults(Code.CORRUPT, () -> JournalDirectory.open(temp.resolve("j")).close());
        assertThat(file("blobs/0")).hasBinaryContent(shorter);
        whole[10] ^= 1;
        Files.write(file("blobs/0"), whole);
        faults(Code.CORRUPT, () -> JournalDirectory.open(temp.resolve("j")).close());
    }

    @Test
    void refusesToOpenOnTilesThatContradictTheCheckpoint() throws Exception {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 7));
            journal.seal(signer);
        }
        byte[] tile = Files.readAllBytes(file("tile/0/000.p/7"));
        tile[40] ^= 1;
        Files.write(file("tile/0/000.p/7"), tile);
        faults(Code.CORRUPT, () -> JournalDirectory.open(temp.resolve("j")).close());
        Files.delete(file("tile/0/000.p/7"));
        faults(Code.CORRUPT, () -> JournalDirectory.open(temp.resolve("j")).close());
    }

    @Test
    void refusesToSignAnEntryThatChangedOnDisk() throws Exception {
        try (JournalDirectory journal = create()) {
            journal.append(entries(0, 7));
            byte[] whole = Files.readAllBytes(file("blobs/0"));
            whole[whole.length - 150] ^= 1;
            int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("entry 6");
            whole[at] ^= 1;
            Files.write(file("blobs/0"), whole);
            faults(Code.CORRUPT, () -> journal.seal(signer));
            faults(Code.STOPPED, () -> journal.append(entries(7, 8)));
        }
        assertThat(file("checkpoint")).doesNotExist();
    }
}
