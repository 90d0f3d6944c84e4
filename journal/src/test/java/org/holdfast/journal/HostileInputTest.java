// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Some 18,000 changed notes, checkpoints, proofs, paths, bundles, policies, keys and requests, the
/// same changes on each build. Each is refused with a reason, or is well formed and says what its
/// bytes say: it writes itself as the same bytes, and what it proves is what was proved before.
class HostileInputTest {
    private static final int EACH = 500;
    private static final String ORIGIN = "journal.example/a";

    @TempDir Path temp;
    private final NoteSigner log = NoteTest.newSigner(ORIGIN);
    private final Cosigner witness = CosignatureTest.newCosigner("witness.example/w");
    private final Hash leaf = MerkleTree.leafHash(new byte[] {1});
    private final Hash next = MerkleTree.leafHash(new byte[] {2});
    private final Checkpoint head =
            new Checkpoint(ORIGIN, new TreeSize(2), MerkleTree.nodeHash(leaf, next));
    private final SignedNote note = note();
    private final Policy policy =
            Policy.parse(
                    "log %s\nwitness w %s https://w.example\ngroup g 1 w\nquorum g\n"
                            .formatted(log.vkey(), witness.vkey()));

    private SignedNote note() {
        SignedNote signed = log.sign(head.text());
        return signed.with(List.of(witness.cosign(signed, Instant.ofEpochSecond(77))));
    }

    /// Tries changed inputs; another exception than a refusal fails with the input.
    static int attack(long seed, byte[] valid, Consumer<byte[]> reading) {
        Mutations mutations = new Mutations(seed);
        int refused = 0;
        for (int i = 0; i < EACH; i++) {
            byte[] hostile = mutations.of(valid);
            try {
                reading.accept(hostile);
            } catch (JournalRefusal e) {
                assertThat(e.getMessage()).startsWith(e.reason() + ": ");
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(HexFormat.of().formatHex(hostile), e);
            }
        }
        return refused;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void notesSayWhatWasSignedOrAreRefused(long seed) {
        int refused =
                attack(
                        seed,
                        note.bytes(),
                        bytes -> {
                            SignedNote read = SignedNote.parse(bytes);
                            assertThat(read.bytes()).isEqualTo(bytes);
                            Policy.Accepted accepted = policy.check(read);
                            assertThat(read.text()).isEqualTo(note.text());
                            assertThat(accepted.checkpoint()).isEqualTo(head);
                            assertThat(accepted.cosignatures())
                                    .containsExactly(new Cosignature("witness.example/w", 77));
                        });
        assertThat(refused).isGreaterThan(EACH * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void checkpointsHaveOneSpelling(long seed) {
        byte[] valid = head.text().getBytes(StandardCharsets.UTF_8);
        int refused =
                attack(
                        seed,
                        valid,
                        bytes -> {
                            Checkpoint read = Checkpoint.parse(text(bytes));
                            assertThat(text(bytes)).startsWith(read.text());
                            assertThat(read.equals(head) && !text(bytes).startsWith(head.text()))
                                    .isFalse();
                        });
        assertThat(refused).isGreaterThan(EACH / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void proofsProveTheSameOrAreRefused(long seed) {
        TlogProof proof =
                new TlogProof(Optional.of("AAEC"), new EntryIndex(0), List.of(next), note);
        int refused =
                attack(
                        seed,
                        proof.bytes(),
                        bytes -> {
                            TlogProof read = TlogProof.parse(text(bytes));
                            assertThat(read.text()).isEqualTo(text(bytes));
                            read.verify(leaf, policy);
                            assertThat(read.index()).isEqualTo(proof.index());
                            assertThat(read.path()).isEqualTo(proof.path());
                            assertThat(read.checkpoint().text()).isEqualTo(note.text());
                        });
        assertThat(refused).isGreaterThan(EACH * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/x001/x234/067",
                "tile/63/000.p/255",
                "tile/entries/x999/000.p/1",
                "tile/entries/000",
                "tile/7/x009/x223/x372/x036/x854/x775/807"
            })
    void pathsHaveOneSpelling(String path) {
        int refused =
                attack(
                        path.length(),
                        path.getBytes(StandardCharsets.UTF_8),
                        bytes ->
                                assertThat(TilePath.parse(text(bytes)).path())
                                        .isEqualTo(text(bytes)));
        assertThat(refused).isGreaterThan(EACH / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bundlesHaveOneSpelling(long seed) {
        List<byte[]> entries =
                List.of(new byte[0], new byte[] {1, 2, 3}, new byte[300], new byte[] {0, 1});
        int refused =
                attack(
                        seed,
                        EntryBundle.encode(entries),
                        bytes -> {
                            List<byte[]> read = EntryBundle.parse(bytes, entries.size());
                            assertThat(EntryBundle.encode(read)).isEqualTo(bytes);
                        });
        assertThat(refused).isGreaterThan(EACH / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void policiesAskForWhatTheySayOrAreRefused(long seed) {
        int refused =
                attack(
                        seed,
                        policy.bytes(),
                        bytes -> {
                            Policy read = Policy.parse(bytes);
                            assertThat(Policy.parse(read.bytes()).bytes()).isEqualTo(read.bytes());
                            assertThat(read.logs())
                                    .allMatch(each -> each.key().equals(log.verifier()));
                            assertThat(read.witnesses())
                                    .allMatch(each -> each.key().equals(witness.verifier()));
                        });
        assertThat(refused).isGreaterThan(EACH / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void requestsToAWitnessHaveOneSpelling(long seed) {
        byte[] valid = new AddCheckpoint(new TreeSize(1), List.of(next, leaf), note).bytes();
        int refused =
                attack(
                        seed,
                        valid,
                        bytes -> assertThat(AddCheckpoint.parse(bytes).bytes()).isEqualTo(bytes));
        assertThat(refused).isGreaterThan(EACH / 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aWitnessCosignsOnlyWhatItsJournalSigned(long seed) {
        try (FileWitnessStore store = FileWitnessStore.open(temp.resolve("w"), immortal())) {
            Witness own =
                    new Witness(
                            List.of(log.verifier()),
                            witness,
                            store,
                            InstantSource.fixed(Instant.ofEpochSecond(77)));
            byte[] valid = new AddCheckpoint(TreeSize.EMPTY, List.of(), note).bytes();
            attack(
                    seed,
                    valid,
                    bytes -> {
                        int status = own.addCheckpoint(bytes).status();
                        assertThat(status).isIn(200, 400, 403, 404, 409, 422);
                        store.latest(ORIGIN)
                                .ifPresent(kept -> assertThat(kept.text()).isEqualTo(note.text()));
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aMirrorSavesOnlyWhatItsJournalHas(long seed) {
        String origin = JournalDirectoryTest.ORIGIN;
        NoteSigner signer = NoteTest.newSigner(origin);
        try (JournalDirectory journal =
                        JournalDirectory.create(
                                temp.resolve("j"), origin, signer.vkey(), immortal());
                JournalDirectory copy =
                        JournalDirectory.create(
                                temp.resolve("m"), origin, signer.vkey(), immortal());
                FileWitnessStore store = FileWitnessStore.open(temp.resolve("p"), immortal())) {
            journal.append(JournalDirectoryTest.entries(0, 270));
            TreeSize size = journal.seal(signer).size();
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(77));
            Mirror mirror = new Mirror(List.of(copy), witness, List.of(), store, clock);
            SignedNote pending = journal.checkpoint().orElseThrow();
            AddCheckpoint request = new AddCheckpoint(TreeSize.EMPTY, List.of(), pending);
            assertThat(mirror.addCheckpoint(request.bytes()).status()).isEqualTo(200);
            byte[] valid = AddEntries.body(journal, new EntryIndex(0), size, new byte[0]);
            attack(
                    seed,
                    valid,
                    bytes ->
                            assertThat(mirror.addEntries(new ByteArrayInputStream(bytes)).status())
                                    .isIn(200, 202, 400, 404, 409, 422));
            for (long i = 0; i < copy.durableSize().value(); i++) {
                assertThat(copy.entry(new EntryIndex(i)))
                        .isEqualTo(JournalDirectoryTest.content(i));
            }
            assertThat(mirror.addEntries(new ByteArrayInputStream(valid)).status()).isEqualTo(200);
            assertThat(copy.head()).isEqualTo(journal.head());
        }
    }

    private static DyingDisk immortal() {
        return DyingDisk.immortal();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keysHaveOneSpelling(long seed) {
        int refused =
                attack(
                        seed,
                        witness.vkey().getBytes(StandardCharsets.UTF_8),
                        bytes -> {
                            CosignatureVerifier read = CosignatureVerifier.parse(text(bytes));
                            assertThat(read.vkey()).isEqualTo(text(bytes));
                        });
        assertThat(refused).isEqualTo(EACH);
    }
}
