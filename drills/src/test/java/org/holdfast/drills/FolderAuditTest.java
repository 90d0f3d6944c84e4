// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.NewEntry;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderAuditTest {
    @TempDir private Path folder;

    private static List<String> audit(PretendOffice office, Path where) throws IOException {
        List<String> findings = new ArrayList<>();
        new FolderAudit(where, TrustList.read(office.trust()), AuditWatcher.SILENT)
                .run(findings::add);
        return findings;
    }

    @Test
    void findsNothingWrongWithTrueFolders() throws IOException {
        PretendOffice office = PretendOffice.usual(folder);
        for (Path where :
                List.of(office.data(), office.journals(), office.journals().resolve("central-2"))) {
            assertThat(audit(office, where)).as("%s", where).isEmpty();
        }
        assertThatThrownBy(() -> audit(office, Files.createDirectory(folder.resolve("empty"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void findsDamageInTilesCheckpointsAndBlobs() throws IOException {
        PretendOffice office = PretendOffice.usual(folder);
        for (String file :
                List.of(
                        "central-1/tile/0/000",
                        "central-1/tile/1/000.p/1",
                        "central-1/tile/entries/001.p/45",
                        "central-1/blobs/1",
                        "central-2/checkpoint",
                        "node-1/blobs/0",
                        "node-1/vkey")) {
            Path path = office.journals().resolve(file);
            byte[] whole = Files.readAllBytes(path);
            byte[] damaged = whole.clone();
            damaged[Math.min(200, damaged.length - 2)] ^= 1;
            Files.write(path, damaged);
            assertThat(audit(office, office.data()))
                    .as(file)
                    .anySatisfy(finding ->
                            assertThat(finding).startsWith(file.replaceAll("/.*", ": ")));
            Files.write(path, whole);
        }
        assertThat(audit(office, office.data())).isEmpty();
    }

    @Test
    void findsBlobsThatAreNotTheEntrysOwn() throws IOException {
        PretendOffice office = new PretendOffice(folder);
        NewEntry entry = PretendOffice.entry(1);
        byte[] other = "another payload".getBytes(StandardCharsets.UTF_8);
        NewEntry swapped = new NewEntry(entry.entry(), List.of(other, entry.blobs().getLast()));
        NewEntry first = PretendOffice.entry(2);
        office.origin("central", 1, Optional.empty(), List.of(first, swapped));
        office.origin("node", 1, Optional.empty(), List.of());
        assertThat(audit(office, office.data()))
                .containsExactly(
                        "central-1: after 3 entries: ENTRY_DIFFERS: the blobs of entry 2 are not"
                                + " its own");
    }

    /// Three erased entries: by key, by leaf hash, and by nothing. The last one has another key.
    private static List<NewEntry> erased() {
        List<NewEntry> erased = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            byte[] key = new byte[16];
            key[15] = (byte) i;
            erased.add(PretendOffice.erased(PretendOffice.entry(i, key)));
        }
        return erased;
    }

    private static NewEntry act(List<NewEntry> erased) {
        return PretendOffice.act(
                List.of("0".repeat(31) + "1"), List.of(erased.get(1).leafHash().hex()));
    }

    @Test
    void takesForErasedOnlyWhatAnActNames() throws IOException {
        PretendOffice office = new PretendOffice(folder);
        List<NewEntry> erased = erased();
        NewEntry alone = PretendOffice.erased(PretendOffice.entry(4, new byte[16]));
        office.origin("central", 1, Optional.empty(), List.of(alone, act(erased)));
        office.origin("node", 1, Optional.empty(), erased);
        String central =
                "central-1: entry 1: its blobs are zero bytes, and no act of erasure names it";
        String node = "node-1: entry 3: its blobs are zero bytes, and no act of erasure names it";
        assertThat(audit(office, office.data())).containsExactly(central, node);
        assertThat(audit(office, office.journals().resolve("node-1"))).containsExactly(node);
        assertThat(audit(office, office.journals().resolve("central-1"))).containsExactly(central);
    }

    @Test
    void believesNoActThatIsNotInAVerifiedCentralJournal() throws IOException {
        PretendOffice office = new PretendOffice(folder);
        List<NewEntry> erased = erased();
        office.origin("central", 1, Optional.empty(), List.of(act(erased)));
        office.origin("node", 1, Optional.empty(), List.of(erased.getFirst(), act(erased)));
        assertThat(audit(office, office.data())).isEmpty();
        Path tile = office.journals().resolve("central-1/tile/0/000.p/2");
        byte[] bytes = Files.readAllBytes(tile);
        bytes[40] ^= 1;
        Files.write(tile, bytes);
        assertThat(audit(office, office.journals().resolve("node-1")))
                .containsExactly(
                        "node-1: entry 1: its blobs are zero bytes, and no act of erasure names it");
    }

    @Test
    void findsAJournalThatIsMissingOrUnderAnotherName() throws IOException {
        PretendOffice office = PretendOffice.usual(folder);
        Path second = office.journals().resolve("central-2");
        Files.move(second, second.resolveSibling("central-9"));
        assertThat(audit(office, office.data()))
                .anySatisfy(finding -> assertThat(finding).startsWith("central-9: holds"));
        Files.move(second.resolveSibling("central-9"), folder.resolve("aside"));
        assertThat(audit(office, office.data()))
                .containsExactly(
                        PretendOffice.origin("central", 2) + ": in the trust file, and not there");
    }
}
