// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.NewEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises, forgeries, and two pasts under one name.
class ReconciledReceiptsTest {
    private static final String CENTRAL = RuinedOffice.origin("central", 1);
    private static final String LATER = RuinedOffice.origin("central", 2);
    private static final String NODE = RuinedOffice.origin("node", 1);

    @TempDir Path folder;
    private RuinedOffice office;
    private RuinedOffice.Origin node;

    @BeforeEach
    void make() throws IOException {
        office = RuinedOffice.usual(folder);
        node = office.origin("node-1");
    }

    private static List<String> lines(Statement statement, String begin) {
        return statement.details().stream().filter(line -> line.startsWith(begin)).toList();
    }

    private static String receipt(Statement statement, String file) {
        return statement.details().stream()
                .filter(line -> line.startsWith("receipt ") && line.contains(" " + file + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsPromisesThatWereSealedLater() throws IOException {
        Path court = office.mirror("court");
        office.promised("a.json", node, node.entries().get(77), TestOffice.ISSUED);
        Statement found = office.reconcile(court);
        assertThat(receipt(found, "a.json")).startsWith("receipt safe ");
        assertThat(found.good()).isTrue();
    }

    @Test
    void findsAPromiseInTheNextOriginThatItWasCarriedTo() throws IOException {
        RuinedOffice.Origin second = office.origin("node", 2, Optional.of(node.head(600)), 5);
        NewEntry carried = RuinedOffice.entry(5_000);
        second.entries().add(carried);
        Path court = office.mirror("court");
        office.promised("carried.json", node, carried, TestOffice.ISSUED);
        Statement found = office.reconcile(court);
        assertThat(receipt(found, "carried.json")).startsWith("receipt safe ");
        assertThat(lines(found, "unknown " + NODE + " ")).as("it is closed").isEmpty();
    }

    @Test
    void namesPromisesThatNoCopyHolds() throws IOException {
        Path court = office.mirror("court");
        office.promised(
                "before.json",
                node,
                RuinedOffice.entry(9_001),
                TestOffice.ISSUED.minus(Duration.ofSeconds(5)));
        office.promised(
                "after.json",
                node,
                RuinedOffice.entry(9_002),
                TestOffice.ISSUED.plus(Duration.ofSeconds(5)));
        var bare = office.promised("bare.json", node, RuinedOffice.entry(9_003), TestOffice.ISSUED);
        bare.remove("payload");
        office.save("bare.json", bare);
        Statement found = office.reconcile(court);
        assertThat(found.good()).isFalse();
        assertThat(receipt(found, "before.json"))
                .startsWith("receipt restorable ")
                .endsWith(" journal-went-on-at:2026-03-02T01:00:00Z");
        assertThat(receipt(found, "after.json"))
                .startsWith("receipt restorable ")
                .endsWith(" journal-last-seen-at:2026-03-02T01:00:00Z");
        assertThat(receipt(found, "bare.json")).startsWith("receipt lost ");
        assertThat(lines(found, "entries lost")).as("no index is known").isEmpty();
    }

    @Test
    void findsAPromiseAboveTheLastCheckpointOfACopy() throws IOException {
        List<NewEntry> more = new ArrayList<>(node.entries());
        NewEntry unsealed = RuinedOffice.entry(7_000);
        more.add(unsealed);
        office.copy("own", node, more, 600).orElseThrow().close();
        office.promised("unsealed.json", node, unsealed, TestOffice.ISSUED);
        Statement found =
                office.reconcile(
                        folder.resolve("own"),
                        office.mirror("court", Map.of("central-1", 700, "central-2", 90)));
        assertThat(receipt(found, "unsealed.json"))
                .startsWith("receipt safe ")
                .endsWith(" not-sealed");
        assertThat(lines(found, "entries beyond"))
                .containsExactly("entries beyond " + NODE + " 600");
        assertThat(found.good()).as(found.text()).isTrue();
    }

    @Test
    void countsForgedReceiptsForNothing() throws IOException {
        Path court =
                office.mirror("court", Map.of("central-1", 700, "central-2", 90, "node-1", 500));
        var changed = office.sealed("changed.json", node, 590, 600);
        changed.put("index", 591);
        office.save("changed.json", changed);
        RuinedOffice other = RuinedOffice.usual(Files.createDirectories(folder.resolve("other")));
        var foreign = other.sealed("foreign.json", other.origin("node-1"), 595, 600);
        office.save("foreign.json", foreign);
        office.save("words.json", foreign.put("grade", "engraved"));
        String proof = office.proof(node, 20, 500).text();
        Files.writeString(
                office.receipts().resolve("x.tlog-proof"),
                proof.replace("\nindex 20\n", "\nindex 21\n"));
        Files.writeString(
                office.receipts().resolve("y.tlog-proof"),
                other.proof(other.origin("node-1"), 20, 500).text());
        Files.writeString(office.receipts().resolve("z.json"), "{");
        Statement found = office.reconcile(court);
        assertThat(lines(found, "receipt ")).allMatch(line -> line.startsWith("receipt refused "));
        assertThat(receipt(found, "changed.json")).endsWith(" receipt-proof-wrong");
        assertThat(receipt(found, "foreign.json")).endsWith(" journal-not-trusted");
        assertThat(receipt(found, "x.tlog-proof")).endsWith(" receipt-proof-wrong");
        assertThat(receipt(found, "y.tlog-proof")).endsWith(" signature-missing");
        assertThat(receipt(found, "z.json")).endsWith(" receipt-unreadable");
        assertThat(lines(found, "entries lost")).as("nobody believes 600").isEmpty();
        assertThat(found.good()).isFalse();
    }

    @Test
    void namesBothPastsOfAJournalThatHadTwo() throws IOException {
        Path court = office.mirror("court", Map.of("node-1", 500));
        NewEntry old = node.entries().get(450);
        node.entries().set(450, RuinedOffice.entry(8_000));
        Path library = office.mirror("library", Map.of("node-1", 520));
        Statement found = office.reconcile(court, library);
        assertThat(lines(found, "finding split-view"))
                .singleElement()
                .asString()
                .contains(
                        "size 500", "copy:court/checkpoint", "size 520", "copy:library/checkpoint");
        assertThat(found.good()).isFalse();
        node.entries().set(450, old);
        office.sealed("one.json", node, 10, 600);
        Statement three = office.reconcile(court, library);
        assertThat(lines(three, "finding split-view"))
                .as("the receipt's proof leads through another past than the library's")
                .anyMatch(line -> line.contains("receipt:one.json") && line.contains("size 520"));
    }

    @Test
    void namesARollbackThatTheNextOpeningShows() throws IOException {
        RuinedOffice other = new RuinedOffice(Files.createDirectories(folder.resolve("other")));
        RuinedOffice.Origin first = other.origin("central", 1, Optional.empty(), 300);
        other.origin("central", 2, Optional.of(first.head(200)), 5);
        Statement found =
                other.reconcile(
                        other.mirror("a", Map.of("central-1", 300)),
                        other.mirror("b", Map.of("central-1", 200, "central-2", 5)));
        assertThat(lines(found, "finding rolled-back"))
                .singleElement()
                .asString()
                .contains("size 200", "opening:" + LATER, "size 300", "copy:a/checkpoint");
        assertThat(lines(found, "unknown " + CENTRAL)).hasSize(1);
    }

    @Test
    void believesAReceiptAboutAnEntryThatNoTreeProves() throws IOException {
        // A copy whose own checkpoint is gone, and everything that leads to its root.
        Path court = office.mirror("court", Map.of("node-1", 200));
        Path journal = court.resolve("journals/node-1");
        Files.delete(journal.resolve("checkpoint"));
        office.sealed("its.json", node, 42, 600);
        Statement found = office.reconcile(court);
        assertThat(receipt(found, "its.json")).startsWith("receipt safe ");
        assertThat(lines(found, "count " + NODE))
                .singleElement()
                .asString()
                .contains(" safe 1 ", " unproved 199 ", " lost 400 ");
        assertThat(found.good()).isFalse();
    }

    @Test
    void saysWhichJournalsNothingIsLeftOf() throws IOException {
        Path court = office.mirror("court", Map.of("central-1", 700, "central-2", 90));
        Path journals = court.resolve("journals");
        Files.write(journals.resolve("central-2/origin"), new byte[] {1, 2, 3});
        Files.write(journals.resolve("central-2/vkey"), new byte[] {1, 2, 3});
        Statement found = office.reconcile(court);
        assertThat(lines(found, "finding"))
                .containsExactly(
                        "finding origin-file " + LATER + " copy:court/central-2",
                        "finding vkey-file " + LATER + " copy:court",
                        "finding no-checkpoint " + NODE + " nothing verified says how far it went");
        assertThat(lines(found, "unknown " + NODE)).hasSize(1);
        assertThat(found.sums()).containsEntry("safe", 790L);
    }

    @Test
    void staysWithinItsLimitsWhenACheckpointClaimsAHugeTree() throws IOException {
        Path court = office.mirror("court");
        var huge =
                new org.holdfast.journal.Checkpoint(
                        NODE, new org.holdfast.journal.TreeSize(1L << 60), node.head(600).root());
        Files.write(court.resolve("journals/node-1/mirrored"), node.signed(huge).bytes());
        Statement found = office.reconcile(court);
        assertThat(lines(found, "entries lost"))
                .containsExactly("entries lost " + NODE + " 600-" + ((1L << 60) - 1));
        assertThat(found.sums()).containsEntry("safe", 1390L);
    }

    @Test
    void namesAWholeFolderThatIsNoJournal() throws IOException {
        Path court = office.mirror("court");
        byte[] note = Files.readAllBytes(court.resolve("journals/node-1/checkpoint"));
        byte[] broken = Arrays.copyOf(note, note.length);
        broken[40] ^= 1;
        Files.write(court.resolve("journals/node-1/checkpoint"), broken);
        Statement found = office.reconcile(court, office.mirror("library"));
        assertThat(lines(found, "finding checkpoint-invalid")).hasSize(1);
        assertThat(found.sums()).containsEntry("safe", 1390L).containsEntry("thin", 0L);
        assertThat(found.good()).isFalse();
    }
}
