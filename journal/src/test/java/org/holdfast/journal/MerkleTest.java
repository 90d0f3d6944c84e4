// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.journal.JournalRefusal.Reason;
import org.junit.jupiter.api.Test;

/// Hashing and proofs; a refusal for each numbered step of RFC 9162 §2.1.3.2 and §2.1.4.2.
class MerkleTest {
    /// The leaf inputs that Certificate Transparency implementations share.
    private static final List<Hash> LEAVES =
            Stream.of(
                            "",
                            "00",
                            "10",
                            "2021",
                            "3031",
                            "40414243",
                            "5051525354555657",
                            "606162636465666768696a6b6c6d6e6f")
                    .map(hex -> MerkleTree.leafHash(HexFormat.of().parseHex(hex)))
                    .toList();

    private static final Hash OTHER = MerkleTree.leafHash(new byte[] {9, 9});

    /// MTH of RFC 6962 §2.1, by its recursion.
    private static Hash definition(List<Hash> leaves) {
        if (leaves.size() <= 1) {
            return leaves.isEmpty() ? MerkleTree.emptyRoot() : leaves.getFirst();
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        return MerkleTree.nodeHash(
                definition(leaves.subList(0, k)), definition(leaves.subList(k, leaves.size())));
    }

    /// PATH of RFC 6962 §2.1.1, by its recursion.
    private static List<Hash> path(int m, List<Hash> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        List<Hash> left = leaves.subList(0, k);
        List<Hash> right = leaves.subList(k, leaves.size());
        List<Hash> path = new ArrayList<>(m < k ? path(m, left) : path(m - k, right));
        path.add(definition(m < k ? right : left));
        return path;
    }

    /// SUBPROOF of RFC 6962 §2.1.2, by its recursion.
    private static List<Hash> subproof(int m, List<Hash> leaves, boolean whole) {
        if (m == leaves.size()) {
            return whole ? List.of() : List.of(definition(leaves));
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        List<Hash> left = leaves.subList(0, k);
        List<Hash> right = leaves.subList(k, leaves.size());
        List<Hash> proof =
                new ArrayList<>(m <= k ? subproof(m, left, whole) : subproof(m - k, right, false));
        proof.add(definition(m <= k ? right : left));
        return proof;
    }

    private static List<Hash> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MerkleTree.leafHash(new byte[] {(byte) i, (byte) (i >> 8)}))
                .toList();
    }

    private static InclusionProof inclusion(int index, int size) {
        return new InclusionProof(
                new EntryIndex(index), new TreeSize(size), path(index, leaves(size)));
    }

    private static ConsistencyProof consistency(int first, int second) {
        List<Hash> path = first == 0 ? List.of() : subproof(first, leaves(second), true);
        return new ConsistencyProof(new TreeSize(first), new TreeSize(second), path);
    }

    private static Hash root(int size) {
        return definition(leaves(size));
    }

    @Test
    void hashesTheSharedVectors() {
        assertThat(MerkleTree.emptyRoot().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(LEAVES.getFirst().hex())
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(MerkleTree.root(LEAVES).hex())
                .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    @Test
    void theFrontierGivesTheRootOfTheDefinition() {
        for (int size = 0; size <= 130; size++) {
            assertThat(MerkleTree.root(leaves(size))).isEqualTo(root(size));
        }
    }

    @Test
    void acceptsEveryTrueProofOfSmallTrees() {
        for (int size = 1; size <= 40; size++) {
            for (int index = 0; index < size; index++) {
                inclusion(index, size).verify(leaves(size).get(index), root(size));
            }
            for (int first = 0; first <= size; first++) {
                consistency(first, size).verify(root(first), root(size));
            }
        }
    }

    @Test
    void refusesEveryProofWithOneHashChangedLeftOutOrAdded() {
        for (int size = 1; size <= 20; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof proof = inclusion(index, size);
                Hash leaf = leaves(size).get(index);
                Hash root = root(size);
                for (List<Hash> bad : damaged(proof.path())) {
                    InclusionProof changed = new InclusionProof(proof.index(), proof.size(), bad);
                    assertRefused(() -> changed.verify(leaf, root));
                }
            }
            for (int first = 1; first < size; first++) {
                ConsistencyProof proof = consistency(first, size);
                Hash older = root(first);
                Hash newer = root(size);
                for (List<Hash> bad : damaged(proof.path())) {
                    ConsistencyProof changed =
                            new ConsistencyProof(proof.first(), proof.second(), bad);
                    assertRefused(() -> changed.verify(older, newer));
                }
            }
        }
    }

    private static void assertRefused(Runnable attempt) {
        org.assertj.core.api.Assertions.assertThatThrownBy(attempt::run)
                .isInstanceOf(JournalRefusal.class);
    }

    private static List<List<Hash>> damaged(List<Hash> path) {
        List<List<Hash>> all = new ArrayList<>();
        for (int i = 0; i <= path.size(); i++) {
            List<Hash> longer = new ArrayList<>(path);
            longer.add(i, OTHER);
            all.add(longer);
            if (i < path.size()) {
                List<Hash> changed = new ArrayList<>(path);
                changed.set(i, OTHER);
                all.add(changed);
                List<Hash> shorter = new ArrayList<>(path);
                shorter.remove(i);
                all.add(shorter);
            }
        }
        return all;
    }

    @Test
    void inclusionStep1RefusesAnIndexNotBelowTheSize() {
        InclusionProof proof = new InclusionProof(new EntryIndex(5), new TreeSize(5), List.of());
        NoteTest.refuses(Reason.INDEX_BEYOND_SIZE, () -> proof.verify(OTHER, OTHER));
    }

    @Test
    void inclusionStep4RefusesAPathThatGoesOnAboveTheRoot() {
        List<Hash> path = new ArrayList<>(inclusion(2, 7).path());
        path.add(OTHER);
        InclusionProof proof = new InclusionProof(new EntryIndex(2), new TreeSize(7), path);
        NoteTest.refuses(Reason.PROOF_TOO_LONG, () -> proof.verify(leaves(7).get(2), root(7)));
    }

    @Test
    void inclusionStep5RefusesAPathThatEndsBelowTheRoot() {
        List<Hash> path = inclusion(2, 7).path();
        InclusionProof proof =
                new InclusionProof(
                        new EntryIndex(2), new TreeSize(7), path.subList(0, path.size() - 1));
        NoteTest.refuses(Reason.PROOF_TOO_SHORT, () -> proof.verify(leaves(7).get(2), root(7)));
    }

    @Test
    void inclusionStep5RefusesAnotherLeafOrRoot() {
        InclusionProof proof = inclusion(2, 7);
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> proof.verify(OTHER, root(7)));
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> proof.verify(leaves(7).get(2), OTHER));
    }

    @Test
    void consistencyRefusesReversedSizes() {
        ConsistencyProof proof =
                new ConsistencyProof(new TreeSize(6), new TreeSize(5), List.of(OTHER));
        NoteTest.refuses(Reason.SIZES_REVERSED, () -> proof.verify(OTHER, OTHER));
    }

    @Test
    void consistencyStep1RefusesAnEmptyPath() {
        ConsistencyProof proof = new ConsistencyProof(new TreeSize(3), new TreeSize(5), List.of());
        NoteTest.refuses(Reason.PROOF_TOO_SHORT, () -> proof.verify(root(3), root(5)));
    }

    @Test
    void consistencyStep2UsesTheOlderRootOfAPowerOfTwo() {
        ConsistencyProof proof = consistency(4, 7);
        proof.verify(root(4), root(7));
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> proof.verify(OTHER, root(7)));
    }

    @Test
    void consistencyStep6RefusesAPathThatGoesOnAboveTheRoot() {
        List<Hash> path = new ArrayList<>(consistency(3, 7).path());
        path.add(OTHER);
        ConsistencyProof proof = new ConsistencyProof(new TreeSize(3), new TreeSize(7), path);
        NoteTest.refuses(Reason.PROOF_TOO_LONG, () -> proof.verify(root(3), root(7)));
    }

    @Test
    void consistencyStep7RefusesAShortPathAndOtherRoots() {
        ConsistencyProof proof = consistency(3, 7);
        NoteTest.refuses(Reason.OLD_ROOT_DIFFERS, () -> proof.verify(OTHER, root(7)));
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> proof.verify(root(3), OTHER));
        ConsistencyProof shorter =
                new ConsistencyProof(
                        proof.first(),
                        proof.second(),
                        proof.path().subList(0, proof.path().size() - 1));
        NoteTest.refuses(Reason.PROOF_TOO_SHORT, () -> shorter.verify(root(3), root(7)));
    }

    @Test
    void consistencySettlesEmptyAndEqualTrees() {
        consistency(0, 5).verify(MerkleTree.emptyRoot(), root(5));
        NoteTest.refuses(Reason.OLD_ROOT_DIFFERS, () -> consistency(0, 5).verify(OTHER, root(5)));
        NoteTest.refuses(Reason.ROOT_DIFFERS, () -> consistency(5, 5).verify(root(5), OTHER));
        ConsistencyProof full =
                new ConsistencyProof(new TreeSize(5), new TreeSize(5), List.of(OTHER));
        NoteTest.refuses(Reason.PROOF_TOO_LONG, () -> full.verify(root(5), root(5)));
    }

    @Test
    void hashesHaveOneSpelling() {
        assertThat(Hash.ofHex(OTHER.hex())).isEqualTo(OTHER);
        assertThat(Hash.ofBase64(OTHER.base64())).isEqualTo(OTHER);
        assertThat(Hash.of(OTHER.bytes())).isEqualTo(OTHER).hasSameHashCodeAs(OTHER);
        NoteTest.refuses(Reason.MALFORMED_HASH, () -> Hash.of(new byte[31]));
        NoteTest.refuses(Reason.MALFORMED_HASH, () -> Hash.ofHex("zz"));
        NoteTest.refuses(
                Reason.MALFORMED_HASH, () -> Hash.ofBase64(OTHER.base64().replace("=", "")));
    }
}
