// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconciliationTest {
    private static final String CENTRAL = RuinedOffice.origin("central", 1);
    private static final String LATER = RuinedOffice.origin("central", 2);
    private static final String NODE = RuinedOffice.origin("node", 1);

    @TempDir Path folder;
    private RuinedOffice office;

    @BeforeEach
    void make() throws IOException {
        office = RuinedOffice.usual(folder);
    }

    /// The lines that begin so.
    private static List<String> lines(Statement statement, String begin) {
        return statement.details().stream().filter(line -> line.startsWith(begin)).toList();
    }

    private static long sum(Statement statement, String word) {
        return statement.sums().getOrDefault(word, -1L);
    }

    private static Path file(Path copy, String name) {
        return copy.resolve("journals").resolve(name);
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at < 0 ? bytes.length() + at : at);
            int b = bytes.read();
            bytes.seek(bytes.getFilePointer() - 1);
            bytes.write(b ^ 1);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Takes the entries of one block out of a copy, records and bundle.
    private static void removeBlock(Path copy, String journal, int number) throws IOException {
        Files.delete(file(copy, journal + "/blobs/" + number));
        Path bundle = file(copy, journal + "/tile/entries/00" + number);
        Files.deleteIfExists(bundle);
        Path partial = bundle.resolveSibling("00" + number + ".p");
        if (Files.exists(partial)) {
            deleteAll(partial);
        }
    }

    @Test
    void saysThatAllIsSafeAndWhatNobodyCanKnow() throws IOException {
        Statement all = office.reconcile(office.mirror("court"), office.mirror("library"));
        assertThat(all.good()).as(all.text()).isTrue();
        assertThat(sum(all, "safe")).isEqualTo(700 + 90 + 600);
        assertThat(sum(all, "thin")).isZero();
        assertThat(sum(all, "lost")).isZero();
        assertThat(lines(all, "origin " + CENTRAL)).first().asString().endsWith(LATER);
        assertThat(lines(all, "unknown "))
                .as("the first central origin is closed by the second")
                .containsExactly(
                        "unknown %s after 90 cosigned 2026-03-02T01:00:00Z last-entry"
                                        .formatted(LATER)
                                + " 2026-03-02T01:00:00Z",
                        "unknown %s after 600 cosigned 2026-03-02T01:00:00Z last-entry"
                                        .formatted(NODE)
                                + " 2026-03-02T01:00:00Z");
    }

    @Test
    void givesTheSameTextForTheSameEvidence() throws IOException {
        Path court = office.mirror("court");
        office.promised(
                "a.json", office.origin("node-1"), RuinedOffice.entry(99_999), TestOffice.ISSUED);
        assertThat(office.reconcile(court).text()).isEqualTo(office.reconcile(court).text());
    }

    @Test
    void namesWhatOnlyOneCopyHolds() throws IOException {
        Path court = office.mirror("court");
        Path library = office.mirror("library");
        removeBlock(library, "node-1", 1);
        Statement found = office.reconcile(court, library);
        assertThat(sum(found, "safe")).isEqualTo(1390);
        assertThat(lines(found, "entries thin"))
                .containsExactly("entries thin " + NODE + " 256-511");
        assertThat(lines(found, "copy-lacks"))
                .containsExactly("copy-lacks " + NODE + " library 256-511");
        assertThat(lines(found, "copy-files-missing"))
                .containsExactly(
                        "copy-files-missing " + NODE + " library blobs 1",
                        "copy-files-missing " + NODE + " library tile/entries 1");
        assertThat(lines(found, "finding"))
                .containsExactly("finding copy-damaged " + NODE + " copy:library");
    }

    @Test
    void namesWhatNoCopyHoldsAndWhichReceiptsBringItBack() throws IOException {
        Path court = office.mirror("court");
        Path library = office.mirror("library");
        for (Path copy : List.of(court, library)) {
            removeBlock(copy, "node-1", 1);
            removeBlock(copy, "node-1", 2);
        }
        RuinedOffice.Origin node = office.origin("node-1");
        office.sealed("kept.json", node, 300, 600);
        var bare = office.sealed("bare.json", node, 301, 600);
        bare.remove("payload");
        office.save("bare.json", bare);
        office.sealed("safe.json", node, 20, 400);
        Files.writeString(
                office.receipts().resolve("lost.tlog-proof"), office.proof(node, 511, 600).text());
        Files.writeString(
                office.receipts().resolve("safe.tlog-proof"), office.proof(node, 9, 600).text());
        Files.writeString(office.receipts().resolve("letter.txt"), "to whom it may concern");
        Statement found = office.reconcile(court, library);
        assertThat(found.good()).isFalse();
        assertThat(lines(found, "entries lost"))
                .containsExactly("entries lost " + NODE + " 256-599");
        assertThat(lines(found, "entries restorable"))
                .containsExactly("entries restorable " + NODE + " 300");
        assertThat(lines(found, "receipt ").stream().map(RuinedShort::of))
                .containsExactly(
                        "lost bare.json 301",
                        "restorable kept.json 300",
                        "safe safe.json 20",
                        "lost lost.tlog-proof 511",
                        "safe safe.tlog-proof 9");
        assertThat(sum(found, "safe")).isEqualTo(1390 - 344);
        assertThat(sum(found, "not-receipts")).isEqualTo(1);
    }

    /// A receipt's line in short.
    private static final class RuinedShort {
        static String of(String line) {
            String[] words = line.split(" ", -1);
            return words[1] + " " + words[2] + " " + words[6];
        }
    }

    @Test
    void namesATailThatEveryCopyLacksByAReceiptsCheckpoint() throws IOException {
        Map<String, Integer> sizes = Map.of("central-1", 700, "central-2", 90, "node-1", 500);
        Path court = office.mirror("court", sizes);
        Path library = office.mirror("library", Map.of("central-1", 700, "node-1", 450));
        RuinedOffice.Origin node = office.origin("node-1");
        office.sealed("late.json", node, 590, 600);
        office.sealed("early.json", node, 499, 600);
        Statement found = office.reconcile(court, library);
        assertThat(lines(found, "entries lost"))
                .containsExactly("entries lost " + NODE + " 500-599");
        assertThat(lines(found, "entries restorable"))
                .containsExactly("entries restorable " + NODE + " 590");
        assertThat(lines(found, "entries thin"))
                .containsExactly(
                        "entries thin " + LATER + " 0-89", "entries thin " + NODE + " 450-499");
        assertThat(lines(found, "finding")).as("the copies are whole, only behind").isEmpty();
        assertThat(lines(found, "unknown " + NODE)).first().asString().contains("after 600");
        assertThat(lines(found, "receipt ").stream().map(RuinedShort::of))
                .containsExactly("safe early.json 499", "restorable late.json 590");
    }

    @Test
    void namesAnOriginThatNoCopyHoldsByTheNextOpening() throws IOException {
        Path court = office.mirror("court", Map.of("central-2", 90, "node-1", 600));
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries lost"))
                .containsExactly("entries lost " + CENTRAL + " 0-699");
        assertThat(lines(found, "origin " + CENTRAL)).first().asString().contains("closed-by");
        assertThat(lines(found, "unknown " + CENTRAL)).isEmpty();
        Path nothing = office.mirror("nothing", Map.of("node-1", 600));
        Statement less = office.reconcile(nothing);
        assertThat(lines(less, "unknown " + CENTRAL)).hasSize(1);
        assertThat(lines(less, "finding no-checkpoint")).hasSize(2);
        assertThat(less.good()).isFalse();
    }

    @Test
    void provesTheRestAroundAFlippedEntry() throws IOException {
        Path court = office.mirror("court");
        // The first record of its block, and the first entry of the bundle.
        flip(file(court, "node-1/blobs/1"), 20);
        flip(file(court, "node-1/tile/entries/001"), 20);
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries lost")).containsExactly("entries lost " + NODE + " 256");
        assertThat(sum(found, "safe")).isEqualTo(1389);
        assertThat(lines(found, "copy-files-damaged"))
                .containsExactly(
                        "copy-files-damaged " + NODE + " court blobs 1",
                        "copy-files-damaged " + NODE + " court tile/entries 1");
        Statement both = office.reconcile(court, office.mirror("library"));
        assertThat(sum(both, "safe")).isEqualTo(1390);
        assertThat(sum(both, "lost")).isZero();
        assertThat(both.good()).as("a copy is damaged").isFalse();
    }

    @Test
    void findsTheTreeAgainWhereTilesAreFlippedOrGone() throws IOException {
        Path court = office.mirror("court");
        flip(file(court, "node-1/tile/0/000"), 3_200);
        flip(file(court, "node-1/tile/1/000.p/2"), 40);
        Files.delete(file(court, "node-1/tile/0/002.p/88"));
        Statement found = office.reconcile(court);
        assertThat(sum(found, "safe")).as(found.text()).isEqualTo(1390);
        assertThat(sum(found, "lost")).isZero();
        assertThat(lines(found, "copy-files"))
                .containsExactly(
                        "copy-files-missing " + NODE + " court tile/0 2",
                        "copy-files-damaged " + NODE + " court tile/0 0",
                        "copy-files-damaged " + NODE + " court tile/1 0");
        assertThat(found.good()).isFalse();
    }

    @Test
    void countsEntriesApartWhoseContentIsLost() throws IOException {
        Path court = office.mirror("court");
        flip(file(court, "node-1/blobs/0"), -20);
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries content-lost"))
                .containsExactly("entries content-lost " + NODE + " 255");
        assertThat(sum(found, "lost")).isZero();
        office.sealed("its.json", office.origin("node-1"), 255, 600);
        Statement with = office.reconcile(court);
        assertThat(lines(with, "entries restorable"))
                .containsExactly("entries restorable " + NODE + " 255");
        assertThat(sum(with, "receipts-restorable")).isEqualTo(1);
    }

    @Test
    void readsOnBehindARecordWhoseLengthIsBroken() throws IOException {
        Path court = office.mirror("court");
        flip(file(court, "node-1/blobs/1"), 1);
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries content-lost"))
                .as("the entry itself is in the bundle")
                .containsExactly("entries content-lost " + NODE + " 256");
        assertThat(sum(found, "safe")).isEqualTo(1389);
    }

    @Test
    void cutsNothingElseOffWithATornTail() throws IOException {
        Path court = office.mirror("court");
        Path blobs = file(court, "node-1/blobs/2");
        byte[] bytes = Files.readAllBytes(blobs);
        Files.write(blobs, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        deleteAll(file(court, "node-1/tile/entries/002.p"));
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries lost")).hasSize(1);
        assertThat(lines(found, "entries lost")).first().asString().endsWith("-599");
        assertThat(sum(found, "safe") + sum(found, "lost")).isEqualTo(1390);
        assertThat(sum(found, "lost")).isBetween(40L, 50L);
    }

    @Test
    void saysThatKeysAreElsewhereInAnOfficesOwnJournals() throws IOException {
        RuinedOffice.Origin node = office.origin("node-1");
        var bare =
                node.entries().stream()
                        .map(entry ->
                                new org.holdfast.journal.NewEntry(
                                        entry.entry(), entry.blobs().subList(0, 2)))
                        .toList();
        office.copy("own", node, bare, 600).orElseThrow().close();
        Path court = office.mirror("court", Map.of("central-1", 700, "central-2", 90));
        Statement found = office.reconcile(folder.resolve("own"), court);
        assertThat(lines(found, "entries keyless"))
                .containsExactly("entries keyless " + NODE + " 1-599");
        assertThat(found.good()).isFalse();
        Path library = office.mirror("library");
        flip(file(library, "node-1/blobs/1"), 300);
        Statement both = office.reconcile(folder.resolve("own"), library);
        assertThat(sum(both, "keyless")).as("entry 256 and its key").isEqualTo(1);
        assertThat(sum(both, "safe")).isEqualTo(1389);
    }

    @Test
    void provesWhatReceiptsLeadToWhereTheNewestFilesAreGone() throws IOException {
        Path court = office.mirror("court");
        for (String newest :
                List.of("blobs/2", "tile/0/002.p/88", "tile/entries/002.p/88", "tile/1/000.p/2")) {
            Files.delete(file(court, "node-1/" + newest));
        }
        Statement without = office.reconcile(court);
        assertThat(lines(without, "count " + NODE))
                .singleElement()
                .asString()
                .contains(" safe 0 ", " unproved 512 ", " lost 88 ");
        // Its path has the hash over the first 512 entries.
        office.sealed("late.json", office.origin("node-1"), 599, 600);
        Statement with = office.reconcile(court);
        assertThat(lines(with, "proved-in-parts-of " + NODE)).hasSize(1);
        assertThat(lines(with, "count " + NODE))
                .singleElement()
                .asString()
                .contains(" safe 512 ", " unproved 0 ", " lost 88 ", " restorable 1 ");
        Files.move(office.receipts().resolve("late.json"), folder.resolve("late.json"));
        office.sealed("early.json", office.origin("node-1"), 10, 600);
        assertThat(lines(office.reconcile(court), "count " + NODE))
                .singleElement()
                .asString()
                .contains(" safe 512 ", " unproved 0 ", " lost 88 ");
    }

    @Test
    void findsALargeTreeAgainFromItsLowestLevels() throws IOException {
        int size = 70_000;
        RuinedOffice.Origin large = office.origin("node", 2, Optional.empty(), size);
        Path court = office.mirror("court", Map.of("node-2", size));
        String tiles = "node-2/tile/";
        Files.delete(file(court, tiles + "2/000.p/1"));
        Files.delete(file(court, tiles + "1/000"));
        Files.delete(file(court, tiles + "0/007"));
        removeBlock(court, "node-2", 9);
        flip(file(court, tiles + "entries/011"), 30);
        Statement found = office.reconcile(court);
        assertThat(lines(found, "count " + large.origin()))
                .singleElement()
                .asString()
                .contains(" safe 69744 ", " unproved 0 ", " lost 256 ");
        assertThat(lines(found, "copy-files"))
                .containsExactly(
                        "copy-files-missing " + large.origin() + " court blobs 9",
                        "copy-files-missing " + large.origin() + " court tile/0 7",
                        "copy-files-missing " + large.origin() + " court tile/1 0",
                        "copy-files-missing " + large.origin() + " court tile/2 0",
                        "copy-files-missing " + large.origin() + " court tile/entries 9",
                        "copy-files-damaged " + large.origin() + " court tile/entries 11");
    }
}
