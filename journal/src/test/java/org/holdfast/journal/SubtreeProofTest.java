// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Subtree proofs of a real journal, and a refusal for each numbered step of
/// draft-ietf-plants-merkle-tree-certs-02 §4.4.3.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubtreeProofTest {
    private JournalDirectory journal;

    @BeforeAll
    void prepare(@TempDir Path temp) {
        NoteSigner signer = NoteTest.newSigner(JournalDirectoryTest.ORIGIN);
        DyingDisk disk = DyingDisk.immortal();
        String origin = JournalDirectoryTest.ORIGIN;
        journal = JournalDirectory.create(temp.resolve("j"), origin, signer.vkey(), disk);
        journal.append(JournalDirectoryTest.entries(0, 600));
        journal.seal(signer);
        journal.close();
    }

    private static Hash hash(long start, long end) {
        Frontier frontier = new Frontier();
        for (long i = start; i < end; i++) {
            frontier.append(MerkleTree.leafHash(JournalDirectoryTest.content(i)));
        }
        return frontier.root();
    }

    private SubtreeProof proof(long start, long end, long size) {
        return journal.subtree(new EntryIndex(start), new TreeSize(end), new TreeSize(size));
    }

    private static SubtreeProof with(SubtreeProof proof, List<Hash> path) {
        return new SubtreeProof(proof.start(), proof.end(), proof.size(), path);
    }

    @Test
    void provesEverySubtreeOfSmallTrees() {
        int proved = 0;
        for (int size = 1; size <= 20; size++) {
            Hash root = hash(0, size);
            for (int start = 0; start <= size; start++) {
                for (int end = start; end <= size; end++) {
                    int ceiling = 1;
                    while (ceiling < end - start) {
                        ceiling *= 2;
                    }
                    if (start % ceiling == 0) {
                        proof(start, end, size).verify(hash(start, end), root);
                        proved++;
                    }
                }
            }
        }
        assertThat(proved).isGreaterThan(500);
    }

    @Test
    void provesThePackagesOfAMirror() {
        for (int[] each : new int[][] {{0, 256, 600}, {256, 512, 600}, {512, 600, 600}}) {
            proof(each[0], each[1], each[2]).verify(hash(each[0], each[1]), hash(0, each[2]));
        }
        proof(256, 300, 300).verify(hash(256, 300), hash(0, 300));
        proof(256, 300, 599).verify(hash(256, 300), hash(0, 599));
    }

    @Test
    void holdsTheHashesOfTheDraftsExamples() {
        assertThat(proof(4, 8, 14).path()).containsExactly(hash(0, 4), hash(8, 14));
        assertThat(proof(8, 13, 14).path())
                .containsExactly(hash(12, 13), hash(13, 14), hash(8, 12), hash(0, 8));
    }

    @Test
    void isAConsistencyOrAnInclusionProofAtItsBorders() {
        for (int size = 1; size < 70; size++) {
            TreeSize tree = new TreeSize(size);
            for (int at = 0; at < size; at++) {
                EntryIndex index = new EntryIndex(at);
                assertThat(proof(at, at + 1, size).path())
                        .isEqualTo(journal.inclusion(index, tree).path());
                assertThat(proof(0, at + 1, size).path())
                        .isEqualTo(journal.consistency(new TreeSize(at + 1), tree).path());
            }
        }
    }

    @Test
    void step1RefusesWhatIsNoSubtree() {
        long[][] ranges = {{5, 8, 14}, {2, 5, 14}, {8, 17, 17}, {9, 8, 14}, {8, 15, 14}};
        for (long[] each : ranges) {
            SubtreeProof bad =
                    new SubtreeProof(
                            new EntryIndex(each[0]),
                            new TreeSize(each[1]),
                            new TreeSize(each[2]),
                            List.of());
            NoteTest.refuses(Reason.NO_SUCH_SUBTREE, () -> bad.verify(hash(0, 1), hash(0, 1)));
        }
        NoteTest.refuses(Reason.NO_SUCH_SUBTREE, () -> proof(5, 8, 14));
        SubtreeProof huge =
                new SubtreeProof(
                        new EntryIndex(1L << 62),
                        new TreeSize(Long.MAX_VALUE),
                        new TreeSize(Long.MAX_VALUE),
                        List.of());
        NoteTest.refuses(Reason.PROOF_TOO_SHORT, () -> huge.verify(hash(0, 1), hash(0, 1)));
    }

    @Test
    void step2RefusesAnEmptySubtreeWithAProofOrAHash() {
        SubtreeProof empty = proof(8, 8, 14);
        empty.verify(MerkleTree.emptyRoot(), hash(0, 14));
        NoteTest.refuses(Reason.OLD_ROOT_DIFFERS, () -> empty.verify(hash(8, 9), hash(0, 14)));
        NoteTest.refuses(
                Reason.PROOF_TOO_LONG,
                () -> with(empty, List.of(hash(0, 8))).verify(MerkleTree.emptyRoot(), hash(0, 14)));
    }

    @Test
    void step7RefusesAnEmptyProofWhereOneIsNeeded() {
        SubtreeProof bare = with(proof(8, 13, 14), List.of());
        NoteTest.refuses(Reason.PROOF_TOO_SHORT, () -> bare.verify(hash(8, 13), hash(0, 14)));
    }

    @Test
    void step8RefusesMoreHashesThanNeeded() {
        for (SubtreeProof each : List.of(proof(4, 8, 14), proof(8, 13, 14), proof(0, 14, 14))) {
            List<Hash> more = new ArrayList<>(each.path());
            more.add(hash(0, 1));
            Hash node = hash(each.start().value(), each.end().value());
            NoteTest.refuses(
                    Reason.PROOF_TOO_LONG, () -> with(each, more).verify(node, hash(0, 14)));
        }
    }

    @Test
    void step9RefusesFewerHashesThanNeeded() {
        for (SubtreeProof each : List.of(proof(4, 8, 14), proof(8, 13, 14))) {
            List<Hash> fewer = each.path().subList(0, each.path().size() - 1);
            Hash node = hash(each.start().value(), each.end().value());
            NoteTest.refuses(
                    Reason.PROOF_TOO_SHORT, () -> with(each, fewer).verify(node, hash(0, 14)));
        }
    }

    @Test
    void step9RefusesAnotherSubtreeAndAnotherRoot() {
        SubtreeProof split = proof(8, 13, 14);
        NoteTest.refuses(Reason.OLD_ROOT_DIFFERS, () -> split.verify(hash(8, 12), hash(0, 14)));
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> split.verify(hash(8, 13), hash(0, 13)));
        SubtreeProof full = proof(4, 8, 14);
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> full.verify(hash(0, 4), hash(0, 14)));
        SubtreeProof moved =
                new SubtreeProof(
                        new EntryIndex(8), new TreeSize(12), new TreeSize(14), full.path());
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> moved.verify(hash(4, 8), hash(0, 14)));
    }

    @Test
    void refusesEveryChangeOfAHashInAProof() {
        SubtreeProof proof = proof(256, 300, 599);
        Hash node = hash(256, 300);
        Hash root = hash(0, 599);
        for (int i = 0; i < proof.path().size(); i++) {
            List<Hash> changed = new ArrayList<>(proof.path());
            changed.set(i, MerkleTree.emptyRoot());
            try {
                with(proof, changed).verify(node, root);
                throw new AssertionError("accepted a changed hash " + i);
            } catch (JournalRefusal e) {
                assertThat(e.reason()).isIn(Reason.OLD_ROOT_DIFFERS, Reason.ROOT_DIFFERS);
            }
        }
    }
}
