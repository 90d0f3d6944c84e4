// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.SignedNote;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErasingTest extends OneOffice {
    private static final byte[] FILE = "a file of hers".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path aside;
    private final DataKey hers = keys.create();
    private final DataKey other = keys.create();
    private final List<Hash> gone = new ArrayList<>();
    private final List<Hash> kept = new ArrayList<>();

    @BeforeEach
    void threeStarts() throws Exception {
        Hash before = null;
        for (int start = 1; start <= 3; start++) {
            try (OpenLedger ledger = office.open()) {
                before =
                        office.enter(
                                ledger,
                                office.record("she", start, Optional.ofNullable(before), hers));
                gone.add(before);
                kept.add(
                        office.enter(
                                ledger, office.record("he" + start, 1, Optional.empty(), other)));
                sealed(ledger, kept.getLast());
                gone.add(paper(ledger, "hers" + start, hers));
                kept.add(paper(ledger, "his" + start, other));
            }
        }
    }

    private Hash paper(OpenLedger ledger, String name, DataKey key) {
        return ledger.node().append(Office.paper(keys, name, key), List.of(FILE)).leaf();
    }

    private static void sealed(OpenLedger ledger, Hash leaf) throws Exception {
        assertThat(ledger.central().sealed(leaf).get(20, TimeUnit.SECONDS).index()).isPositive();
    }

    private Handle operation() {
        return keys.of("operation", "erase");
    }

    /// Enters the act and waits for its seal, as its caller does before anything is destroyed.
    private void order(OpenLedger ledger, List<Hash> entries) throws Exception {
        ErasureAct.Order order =
                new ErasureAct.Order(
                        "test",
                        keys.of("principal", "officer"),
                        entries.isEmpty() ? List.of(hers.id()) : List.of(),
                        entries,
                        LocalDate.of(2027, 1, 1),
                        new ErasureAct.Sealed(other.id(), "00"));
        Handle entity = keys.of("erasure", "erase");
        EntryDraft draft = ErasureAct.draft(Office.CODE, entity, operation(), order);
        sealed(ledger, office.enter(ledger, draft));
    }

    private void requireErased(OpenLedger ledger) throws Exception {
        assertThat(keys.find(hers.id())).isEmpty();
        TrustList trust = office.trust();
        for (Hash leaf : gone) {
            StoredEntry entry = entry(ledger, leaf);
            assertThat(entry.erasedBy()).isPresent();
            assertThatThrownBy(entry::open)
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.ERASED));
            Position at = entry.position().orElseThrow();
            ledger.audit().look(at.journal(), at.index());
            Receipt receipt = ledger.receipts().of(leaf).orElseThrow();
            assertThat(receipt.grade()).isEqualTo(Receipt.Grade.SEALED);
            assertThat(receipt.json().has("payload")).isFalse();
            assertThat(receipt.json().path("erased").asBoolean(false)).isTrue();
            assertThat(new ReceiptVerifier().verify(receipt.json().toString(), trust).reason())
                    .isEqualTo(Reason.RECEIPT_ERASED);
        }
        assertThat(ledger.audits().alarms()).isEmpty();
        kept.forEach(leaf -> assertThat(entry(ledger, leaf).open().has("name")).isTrue());
        ErasureAct act = ledger.erasing().act(operation()).orElseThrow();
        Attestation said = ledger.erasing().attestations(act).getFirst();
        assertThat(said.keys()).extracting(Attestation.Destroyed::key).containsExactly(hers.id());
        assertThat(said.zeroed()).isGreaterThanOrEqualTo(gone.size());
        assertThat(said.site()).isEqualTo(keys.site());
    }

    private static StoredEntry entry(OpenLedger ledger, Hash leaf) {
        return ledger.node().byLeaf(leaf).or(() -> ledger.files().byLeaf(leaf)).orElseThrow();
    }

    private void requireSound() {
        new WorldCheck(
                        folder,
                        keys.certificate(),
                        Optional.of(office.database()),
                        Optional.of(keys))
                .run()
                .requireSound();
        assertThat(
                        office.database()
                                .jdbc()
                                .sql("select payload from ledger.entry")
                                .query((row, _) -> row.getBytes(1))
                                .list())
                .filteredOn(payload -> allZero(payload))
                .hasSize(3);
    }

    private static boolean allZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ERASURE_.*")
    void isFinishedByTheNextStartWhereverItDies(CrashSwitch.Step step) throws Exception {
        CrashSwitch crash =
                at -> {
                    if (at == step) {
                        throw new PowerCut();
                    }
                };
        try (OpenLedger ledger = office.open(crash)) {
            order(ledger, List.of());
            assertThatThrownBy(ledger.erasing()::finish).isInstanceOf(PowerCut.class);
        }
        // Until the site has attested, a start that dies at the same point leaves it unfinished.
        assertThatThrownBy(() -> office.open(crash)).isInstanceOf(PowerCut.class);
        for (int start = 0; start < 2; start++) {
            try (OpenLedger ledger = office.open()) {
                requireErased(ledger);
                ErasureAct act = ledger.erasing().act(operation()).orElseThrow();
                assertThat(ledger.erasing().attestations(act)).hasSize(1);
            }
            requireSound();
        }
    }

    @Test
    void takesNothingMoreUnderADestroyedKey() throws Exception {
        try (OpenLedger ledger = office.open()) {
            order(ledger, List.of());
            ledger.erasing().finish();
            assertThatThrownBy(() -> paper(ledger, "late", hers))
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.ERASED));
            assertThatThrownBy(() ->
                            office.enter(ledger, office.record("late", 1, Optional.empty(), hers)))
                    .isInstanceOf(LedgerFault.class);
            kept.add(paper(ledger, "his again", other));
            requireErased(ledger);
        }
        requireSound();
    }

    @Test
    void erasesAgainWhatComesBackFromABackup() throws Exception {
        Path saved = aside.resolve("node-1");
        copy(folder.resolve("node-1/blobs"), saved);
        try (OpenLedger ledger = office.open()) {
            order(ledger, List.of());
            ledger.erasing().finish();
        }
        copy(saved, folder.resolve("node-1/blobs"));
        keys.restore(hers);
        try (OpenLedger ledger = office.open()) {
            requireErased(ledger);
            ErasureAct act = ledger.erasing().act(operation()).orElseThrow();
            assertThat(ledger.erasing().attestations(act)).hasSize(2);
        }
        requireSound();
    }

    @Test
    void destroysAKeyThatOnlyAnAttestationNames() throws Exception {
        try (OpenLedger ledger = office.open()) {
            order(ledger, List.of());
            ledger.erasing().finish();
            assertThat(ledger.erasing().destroyed()).contains(hers.id());
        }
        office.database().jdbc().sql("delete from ledger.entry where origin = 4").update();
        Files.move(folder.resolve("central-4"), aside.resolve("central-4"));
        keys.restore(hers);
        try (OpenLedger ledger = office.open()) {
            assertThat(ledger.erasing().act(operation())).isEmpty();
            assertThat(keys.find(hers.id())).isEmpty();
            assertThat(ledger.erasing().destroyed()).contains(hers.id());
            assertThat(ledger.erasing().actOf(hers.id())).isEmpty();
        }
    }

    private static Mirroring.Place place(String name, Cosigner mirror, Cosigner witness) {
        return new Mirroring.Place(name, mirror.vkey(), witness.vkey(), Optional.empty());
    }

    private static Cosigner cosigner(String name) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return Cosigner.of(name, pair.getPrivate(), pair.getPublic());
    }

    private static String statement(String place, Hash act) {
        return "holdfast-erasure-v1\n" + place + "\n" + act.hex() + "\n7\n2026-11-26T01:02:03Z\n";
    }

    @Test
    void takesAMirrorsWordOnceAndOnlyUnderItsKey() throws Exception {
        Cosigner mirror = cosigner("court/mirror");
        Mirroring.Place court = place("court", mirror, cosigner("court/witness"));
        try (OpenLedger ledger = office.open()) {
            order(ledger, List.of());
            ledger.erasing().finish();
            ErasureAct act = ledger.erasing().act(operation()).orElseThrow();
            for (SignedNote wrong :
                    List.of(
                            cosigner("court/mirror").state(statement("court", act.leaf())),
                            mirror.state(statement("other", act.leaf())),
                            mirror.state(statement("court", gone.getFirst())),
                            mirror.state(statement("court", act.leaf()).replace("7", "-7")),
                            mirror.state(statement("court", act.leaf()) + "more\n"))) {
                assertThat(ledger.erasing().take(court, wrong))
                        .isInstanceOf(Mirroring.Taken.Refused.class);
            }
            assertThat(ledger.erasing().copies(act)).isEmpty();
            for (String time : List.of("03Z", "04Z")) {
                String text = statement("court", act.leaf()).replace("03Z", time);
                assertThat(ledger.erasing().take(court, mirror.state(text)))
                        .isInstanceOf(Mirroring.Taken.Counted.class);
            }
        }
        try (OpenLedger ledger = office.open()) {
            requireErased(ledger);
            ErasureAct act = ledger.erasing().act(operation()).orElseThrow();
            assertThat(ledger.erasing().copies(act)).hasSize(1);
            MirrorAttestation said = ledger.erasing().copies(act).getFirst();
            assertThat(said.place()).isEqualTo("court");
            assertThat(said.zeroed()).isEqualTo(7);
            mirror.verifier().requireStated(SignedNote.parse(said.note()));
            assertThat(ledger.erasing().attestations(act)).hasSize(1);
        }
        requireSound();
    }

    @Test
    void erasesOnePaperAndLeavesItsKey() throws Exception {
        Hash leaf = gone.get(1);
        try (OpenLedger ledger = office.open()) {
            order(ledger, List.of(leaf));
            ledger.erasing().finish();
            assertThatThrownBy(entry(ledger, leaf)::open)
                    .isInstanceOfSatisfying(
                            LedgerFault.class,
                            fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.ERASED));
            assertThat(entry(ledger, gone.get(3)).attachment(0)).isEqualTo(FILE);
        }
        new WorldCheck(
                        folder,
                        keys.certificate(),
                        Optional.of(office.database()),
                        Optional.of(keys))
                .run()
                .requireSound();
    }

    @Test
    void namesAZeroBlobAndAMissingKeyThatNoActExplains() throws Exception {
        try (JournalDirectory directory =
                JournalDirectory.openForReading(folder.resolve("node-2"))) {
            directory.zeroBlobsOfClosed(
                    List.of(new EntryIndex(1)), org.holdfast.journal.Disk.real());
        }
        keys.lose(other);
        office.database()
                .jdbc()
                .sql(
                        "update ledger.entry set payload = decode(repeat('00',"
                                + " octet_length(payload)), 'hex') where origin = 2 and position = 1")
                .update();
        WorldCheck.Report report =
                new WorldCheck(
                                folder,
                                keys.certificate(),
                                Optional.of(office.database()),
                                Optional.of(keys))
                        .run();
        assertThat(report.faults())
                .contains(
                        "node-2: entry 1 has zero bytes for its blobs, and no act of erasure names"
                                + " it",
                        "origin 2: row 1 has zero bytes for its payload, and no act of erasure names"
                                + " it",
                        "central-1: entry 2 cannot be opened: its key is missing, and no act of"
                                + " erasure names it");
        try (OpenLedger ledger = office.open()) {
            for (Hash leaf : List.of(gone.get(3), kept.getFirst())) {
                assertThatThrownBy(entry(ledger, leaf)::open)
                        .isInstanceOfSatisfying(
                                LedgerFault.class,
                                fault ->
                                        assertThat(fault.code())
                                                .isEqualTo(LedgerFault.Code.CORRUPT))
                        .hasMessageContaining("entry ");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(file.getFileName()),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
