// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.journal.NewEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What acts of erasure took away is not lost; what is merely zero is.
class ReconciledErasureTest {
    private static final String LATER = RuinedOffice.origin("central", 2);
    private static final String NODE = RuinedOffice.origin("node", 1);
    private static final int ALL = 700 + 90 + 600;

    @TempDir Path folder;
    private RuinedOffice office;
    private RuinedOffice.Origin node;
    private RuinedOffice.Origin central;

    @BeforeEach
    void make() throws IOException {
        office = RuinedOffice.usual(folder);
        node = office.origin("node-1");
        central = office.origin("central-2");
    }

    private static List<String> lines(Statement statement, String begin) {
        return statement.details().stream().filter(line -> line.startsWith(begin)).toList();
    }

    private static long sum(Statement statement, String word) {
        return statement.sums().getOrDefault(word, -1L);
    }

    private static long allFates(Statement statement) {
        return Stream.of("safe", "erased", "keyless", "content-lost", "unproved", "lost")
                .mapToLong(word -> sum(statement, word))
                .sum();
    }

    /// The two words of a receipt's line that tell: what became of it, and the last.
    private static List<String> receipts(Statement statement) {
        return lines(statement, "receipt ").stream()
                .map(line -> line.split(" ", -1))
                .map(words -> words[2] + " " + words[1] + " " + words[words.length - 1])
                .toList();
    }

    /// An entry with its wrapped key replaced.
    private static NewEntry withKey(NewEntry entry, byte[] key) {
        return new NewEntry(
                entry.entry(), List.of(entry.blobs().get(0), entry.blobs().get(1), key));
    }

    /// An entry whose blobs are zeros; the wrapped key is whatever stands behind them.
    private static NewEntry zeros(NewEntry entry, byte[]... key) {
        List<byte[]> blobs = new ArrayList<>();
        entry.blobs().subList(0, 2).forEach(blob -> blobs.add(new byte[blob.length]));
        blobs.addAll(List.of(key));
        return new NewEntry(entry.entry(), blobs);
    }

    private void zero(int index, byte[]... key) {
        node.entries().set(index, zeros(node.entries().get(index), key));
    }

    private static String key(NewEntry entry) {
        byte[] key = CBORObject.DecodeFromBytes(entry.entry()).get(8).GetByteString();
        return HexFormat.of().formatHex(key);
    }

    private static NewEntry entry(String type, String content) {
        byte[] payload = ("0".repeat(32) + content).getBytes(StandardCharsets.UTF_8);
        return new NewEntry(
                RuinedOffice.canonical(RuinedOffice.leaf(type, 1, payload)), List.of(payload));
    }

    private static NewEntry act(List<NewEntry> byKey, List<NewEntry> byLeaf) {
        ObjectNode content = JsonMapper.shared().createObjectNode();
        var entries = content.putArray("entries");
        byLeaf.forEach(entry -> entries.add(entry.leafHash().hex()));
        var keys = content.putArray("keys");
        byKey.forEach(entry -> keys.add(key(entry)));
        return entry("erasure", content.toString());
    }

    private void erasedReceipt(String file, int index) throws IOException {
        ObjectNode receipt = office.sealed(file, node, index, 600);
        receipt.remove("payload");
        receipt.put("erased", true);
        ObjectNode says = receipt.putObject("says");
        ReceiptWords.of("sealed", true).orElseThrow().forEach(says::put);
        office.save(file, receipt);
    }

    @Test
    void countsAsErasedWhatProvedActsNameByKeyAndByLeaf() throws IOException {
        office.sealed("old.json", node, 10, 600);
        erasedReceipt("new.json", 11);
        Files.writeString(
                office.receipts().resolve("p.tlog-proof"), office.proof(node, 12, 600).text());
        office.promised("promise.json", node, node.entries().get(13), TestOffice.ISSUED);
        zero(10, new byte[40]);
        zero(11, new byte[0]);
        zero(12);
        zero(13, new byte[40]);
        List<NewEntry> all = node.entries();
        central.entries().set(50, act(List.of(all.get(10), all.get(11)), List.of(all.get(12))));
        central.entries().set(89, act(List.of(), List.of(all.get(13))));
        Path court = office.mirror("court");
        Path library = office.mirror("library");
        Statement found = office.reconcile(court, library);
        assertThat(found.good()).as(found.text()).isTrue();
        assertThat(lines(found, "entries erased"))
                .containsExactly("entries erased " + NODE + " 10-13");
        assertThat(lines(found, "copy-erased"))
                .containsExactly(
                        "copy-erased " + NODE + " court 10-13",
                        "copy-erased " + NODE + " library 10-13");
        assertThat(lines(found, "copy-blank")).isEmpty();
        assertThat(sum(found, "safe")).isEqualTo(ALL - 4);
        assertThat(allFates(found)).isEqualTo(ALL).isEqualTo(sum(found, "entries"));
        assertThat(List.of(sum(found, "blank"), sum(found, "thin"), sum(found, "leftover")))
                .containsOnly(0L);
        assertThat(receipts(found))
                .containsExactly(
                        "new.json erased -",
                        "old.json erased -",
                        "promise.json erased -",
                        "p.tlog-proof erased -");
        assertThat(sum(found, "receipts-erased")).isEqualTo(4);
        assertThat(office.reconcile(court, library).text()).isEqualTo(found.text());
    }

    @Test
    void countsZerosThatNoActNamesAsLost() throws IOException {
        office.sealed("old.json", node, 10, 600);
        erasedReceipt("new.json", 11);
        zero(10, new byte[40]);
        zero(11);
        NewEntry act = act(List.of(node.entries().get(10)), List.of());
        node.entries().set(599, act);
        central.entries().set(89, act(List.of(node.entries().get(12)), List.of()));
        Statement found = office.reconcile(office.mirror("court"));
        assertThat(lines(found, "entries content-lost"))
                .as("an act in a node's journal is none; nor does one name other entries")
                .containsExactly("entries content-lost " + NODE + " 10-11");
        assertThat(lines(found, "entries blank"))
                .containsExactly("entries blank " + NODE + " 10-11");
        assertThat(lines(found, "copy-blank"))
                .containsExactly("copy-blank " + NODE + " court 10-11");
        assertThat(receipts(found))
                .containsExactly("new.json content-lost -", "old.json restorable -");
        assertThat(lines(found, "entries leftover"))
                .as("named, and nobody erased it")
                .containsExactly("entries leftover " + NODE + " 12");
        assertThat(sum(found, "erased")).isZero();
        assertThat(allFates(found)).isEqualTo(ALL);
        assertThat(found.good()).isFalse();
    }

    @Test
    void believesAnActOnlyUnderACheckpoint() throws IOException {
        zero(10, new byte[40]);
        NewEntry act = act(List.of(node.entries().get(10)), List.of());
        List<NewEntry> tail = new ArrayList<>(central.entries());
        tail.add(act);
        office.copy("own", central, tail, 90).orElseThrow().close();
        Path court = office.mirror("court");
        Statement before = office.reconcile(folder.resolve("own"), court);
        assertThat(lines(before, "entries beyond"))
                .containsExactly("entries beyond " + LATER + " 90");
        assertThat(sum(before, "erased")).isZero();
        assertThat(sum(before, "blank")).isEqualTo(1);
        assertThat(before.good()).isFalse();
        central.entries().add(act);
        office.sealed("act.json", central, 90, 91);
        Statement receipt = office.reconcile(folder.resolve("own"), court);
        assertThat(sum(receipt, "erased")).as("a receipt proves its leaf hash").isEqualTo(1);
        Files.delete(office.receipts().resolve("act.json"));
        Path library = office.mirror("library");
        Statement after = office.reconcile(folder.resolve("own"), court, library);
        assertThat(sum(after, "erased")).isEqualTo(1);
        assertThat(sum(after, "blank")).isZero();
        assertThat(after.good()).isTrue();
    }

    @Test
    void believesNoActThatWasPutInPlaceOfAProvedEntry() throws IOException {
        zero(10, new byte[40]);
        Path court = office.mirror("court");
        List<NewEntry> forged = new ArrayList<>(central.entries());
        forged.set(70, act(List.of(node.entries().get(10)), List.of()));
        office.copy("forged", central, forged, 90).orElseThrow().close();
        String blobs = "journals/central-2/blobs/0";
        Files.copy(
                folder.resolve("forged").resolve(blobs),
                court.resolve(blobs),
                StandardCopyOption.REPLACE_EXISTING);
        Statement found = office.reconcile(court);
        assertThat(sum(found, "erased")).isZero();
        assertThat(lines(found, "entries blank")).containsExactly("entries blank " + NODE + " 10");
    }

    @Test
    void readsAnActFromWhicheverCopyHoldsItWhole() throws IOException {
        zero(10, new byte[40]);
        NewEntry act = act(List.of(node.entries().get(10)), List.of());
        byte[] other = act.blobs().getFirst().clone();
        other[40] ^= 1;
        central.entries().set(89, new NewEntry(act.entry(), List.of(other)));
        Path court = office.mirror("court");
        central.entries().set(89, act);
        Path library = office.mirror("library");
        Statement alone = office.reconcile(court);
        assertThat(sum(alone, "erased")).as("its payload is not what it commits to").isZero();
        assertThat(lines(alone, "entries content-lost")).hasSize(2);
        assertThat(sum(office.reconcile(court, library), "erased")).isEqualTo(1);
    }

    @Test
    void saysWhereErasedContentIsStillHeld() throws IOException {
        List<NewEntry> all = node.entries();
        NewEntry act = act(List.of(), all.subList(10, 13));
        central.entries().set(89, act);
        Path court = office.mirror("court");
        zero(10, new byte[40]);
        all.set(11, withKey(all.get(11), new byte[0]));
        all.set(12, withKey(all.get(12), new byte[40]));
        Path library = office.mirror("library");
        Statement both = office.reconcile(court, library);
        assertThat(sum(both, "safe")).isEqualTo(ALL);
        assertThat(lines(both, "entries leftover"))
                .containsExactly("entries leftover " + NODE + " 10-12");
        Statement later = office.reconcile(library);
        assertThat(lines(later, "entries erased"))
                .as("by zeros, and by the wrapped key that was dropped or is zeros")
                .containsExactly("entries erased " + NODE + " 10-12");
        assertThat(lines(later, "entries leftover"))
                .containsExactly("entries leftover " + NODE + " 11-12");
        assertThat(later.good()).as(later.text()).isTrue();
    }

    @Test
    void takesZerosInPlaceOfAWrappedKeyForNone() throws IOException {
        List<NewEntry> all = node.entries();
        all.set(11, withKey(all.get(11), new byte[40]));
        Statement found = office.reconcile(office.mirror("court"));
        assertThat(lines(found, "entries keyless"))
                .containsExactly("entries keyless " + NODE + " 11");
        assertThat(found.good()).isFalse();
    }

    @Test
    void namesAnActThatCannotBeRead() throws IOException {
        zero(10, new byte[40]);
        List<String> forms =
                List.of(
                        "{",
                        "[]",
                        "{\"entries\":[],\"keys\":{}}",
                        "{\"entries\":[1],\"keys\":[]}",
                        "{\"entries\":[\"00\"],\"keys\":[]}",
                        "{\"entries\":[],\"keys\":[\"%s\"]}"
                                .formatted(key(node.entries().get(10)) + "0"));
        for (int i = 0; i < forms.size(); i++) {
            central.entries().set(80 + i, entry("erasure", forms.get(i)));
        }
        Statement found = office.reconcile(office.mirror("court"));
        assertThat(lines(found, "finding act-unreadable " + LATER + " entry 8")).hasSize(6);
        assertThat(sum(found, "erased")).isZero();
        assertThat(sum(found, "blank")).isEqualTo(1);
    }

    @Test
    void findsAPromiseOfAnErasedEntryAboveTheLastCheckpoint() throws IOException {
        NewEntry entry = RuinedOffice.entry(7_000);
        office.promised("promise.json", node, entry, TestOffice.ISSUED);
        central.entries().set(89, act(List.of(entry), List.of()));
        List<NewEntry> more = new ArrayList<>(node.entries());
        more.add(zeros(entry, new byte[40]));
        office.copy("own", node, more, 600).orElseThrow().close();
        Path court = office.mirror("court", Map.of("central-1", 700, "central-2", 90));
        Statement found = office.reconcile(folder.resolve("own"), court);
        assertThat(receipts(found)).containsExactly("promise.json erased not-sealed");
        assertThat(found.good()).as(found.text()).isTrue();
    }

    @Test
    void believesNoActOfAnotherSite() throws IOException {
        zero(10, new byte[40]);
        NewEntry act = act(List.of(node.entries().get(10)), List.of());
        Path court = office.mirror("court");
        RuinedOffice.Origin other = office.foreign("central", 7, act);
        office.copy("elsewhere", other, other.entries(), 2).orElseThrow().close();
        Statement found = office.reconcile(court, folder.resolve("elsewhere"));
        assertThat(sum(found, "safe")).isEqualTo(ALL - 1 + 2);
        assertThat(sum(found, "erased")).isZero();
        assertThat(sum(found, "blank")).isEqualTo(1);
    }
}
