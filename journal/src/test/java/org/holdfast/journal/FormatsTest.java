// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tile paths, entry bundles and proof files.
class FormatsTest {
    private final NoteSigner signer = NoteTest.newSigner("journal.example/a");

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 1234067, 256, tile/0/x001/x234/067",
        "1, 999, 17, tile/1/999.p/17",
        "63, 1000, 255, tile/63/x001/000.p/255",
        "-1, 273, 112, tile/entries/273.p/112"
    })
    void writesAndReadsPathsInOneSpelling(int level, long index, int width, String path) {
        TilePath tile = new TilePath(level, index, width);
        assertThat(tile.path()).isEqualTo(path);
        assertThat(TilePath.parse(path)).isEqualTo(tile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tile/0",
                "tile/64/000",
                "tile/00/000",
                "tile/01/000",
                "tile/0/0",
                "tile/0/x000/001",
                "tile/0/001/000",
                "tile/0/x001",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000.p/",
                "/tile/0/000",
                "tile/0/../000",
                "tile/0/000/",
                "tile/-1/000",
                "tile/data/000",
                "tile/0/x999/x999/x999/x999/x999/x999/x999/000"
            })
    void refusesOtherPaths(String path) {
        NoteTest.refuses(Reason.MALFORMED_PATH, () -> TilePath.parse(path));
    }

    @Test
    void bundlesKeepEntriesAndRefuseDamage() {
        List<byte[]> entries = List.of(new byte[0], new byte[] {1, 2}, new byte[65_535]);
        byte[] bytes = EntryBundle.encode(entries);
        assertThat(bytes).hasSize(6 + 2 + 65_535).startsWith(0, 0, 0, 2, 1, 2, 0xff, 0xff);
        List<byte[]> read = EntryBundle.parse(bytes, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(read.get(i)).isEqualTo(entries.get(i));
        }
        NoteTest.refuses(Reason.MALFORMED_BUNDLE, () -> EntryBundle.parse(bytes, 2));
        NoteTest.refuses(Reason.MALFORMED_BUNDLE, () -> EntryBundle.parse(bytes, 4));
        NoteTest.refuses(Reason.MALFORMED_BUNDLE, () -> EntryBundle.parse(new byte[] {0, 0, 0}, 1));
        NoteTest.refuses(Reason.MALFORMED_BUNDLE, () -> EntryBundle.parse(new byte[] {0, 2, 0}, 1));
    }

    private TlogProof proof() {
        Hash leaf = MerkleTree.leafHash(new byte[] {1});
        Hash next = MerkleTree.leafHash(new byte[] {2});
        Hash root = MerkleTree.nodeHash(leaf, next);
        Checkpoint head = new Checkpoint("journal.example/a", new TreeSize(2), root);
        return new TlogProof(
                Optional.empty(), new EntryIndex(0), List.of(next), signer.sign(head.text()));
    }

    @Test
    void proofFilesReadBackAndVerify() {
        TlogProof proof = proof();
        assertThat(proof.text()).startsWith("c2sp.org/tlog-proof@v1\nindex 0\n");
        TlogProof read = TlogProof.parse(proof.text());
        assertThat(read).isEqualTo(proof);
        Hash leaf = MerkleTree.leafHash(new byte[] {1});
        assertThat(read.verify(leaf, signer.verifier()).size().value()).isEqualTo(2);
        TlogProof extra =
                new TlogProof(Optional.of("AAEC"), read.index(), read.path(), read.checkpoint());
        assertThat(TlogProof.parse(extra.text())).isEqualTo(extra);
    }

    @Test
    void proofFilesRefuseAnotherLeafKeyOrPlace() {
        TlogProof proof = proof();
        Hash leaf = MerkleTree.leafHash(new byte[] {1});
        NoteTest.refuses(
                Reason.ROOT_DIFFERS, () -> proof.verify(MerkleTree.emptyRoot(), signer.verifier()));
        NoteVerifier other = NoteTest.newSigner("journal.example/a").verifier();
        NoteTest.refuses(Reason.SIGNATURE_MISSING, () -> proof.verify(leaf, other));
        String moved = proof.text().replace("index 0", "index 2");
        NoteTest.refuses(
                Reason.INDEX_BEYOND_SIZE,
                () -> TlogProof.parse(moved).verify(leaf, signer.verifier()));
        String grown = proof.text().replace("a\n2\n", "a\n3\n");
        NoteTest.refuses(
                Reason.SIGNATURE_INVALID,
                () -> TlogProof.parse(grown).verify(leaf, signer.verifier()));
    }

    @Test
    void refusesMalformedProofFiles() {
        String text = proof().text();
        List<String> bad =
                List.of(
                        "",
                        text.replace("@v1", "@v2"),
                        text.replace("index 0", "index 00"),
                        text.replace("index 0\n", ""),
                        text.replace("index 0", "index -1"),
                        text.replace("index 0", "extra ?\nindex 0"),
                        text.replace("index 0", "extra AAE\nindex 0"),
                        text.replace("index 0", "index 0\nAAAA"),
                        text.replace("\n\n", "\n"),
                        text.substring(0, text.length() - 1),
                        text.replace(
                                "index 0\n", "index 0\n" + ("A".repeat(43) + "=\n").repeat(63)));
        for (String each : bad) {
            NoteTest.refuses(Reason.MALFORMED_PROOF, () -> TlogProof.parse(each));
        }
    }
}
