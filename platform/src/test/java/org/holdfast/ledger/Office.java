// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.TrustList;
import tools.jackson.databind.node.ObjectNode;

/// A folder, a database and keys on which a ledger is started again and again.
record Office(Path folder, Database database, MemoryKeys keys) {
    static final OfficeCode CODE = new OfficeCode("kr-11110");

    OpenLedger open() {
        return open(CrashSwitch.NONE);
    }

    OpenLedger open(CrashSwitch crash) {
        return open(crash, Disk.real());
    }

    OpenLedger open(CrashSwitch crash, Disk disk) {
        return open(crash, disk, Optional.empty());
    }

    OpenLedger open(CrashSwitch crash, Disk disk, Optional<HeadStore> heads) {
        return open(LedgerSettings.of(folder), around(folder, keys, disk), crash, heads);
    }

    /// By this machine's clock.
    static Surroundings around(Path folder, Keys keys, Disk disk) {
        InstantSource clock = InstantSource.system();
        return new Surroundings(
                folder, keys, new Envelopes(new SecureRandom(), clock), clock, disk);
    }

    /// A node journal by itself, its next origin begun.
    static FileNodeJournal node(Path folder, Keys keys, Disk disk) {
        Surroundings around = around(folder, keys, disk);
        return started(begun("node", around), around);
    }

    static Series begun(String kind, Surroundings around) {
        Series series = new Series(kind, around);
        series.begin(series.nextNumber(), List.of(series.tail()));
        return series;
    }

    static FileNodeJournal started(Series series, Surroundings around) {
        FileNodeJournal journal =
                new FileNodeJournal(series, around, LedgerSettings.of(around.folder()));
        journal.start();
        return journal;
    }

    OpenLedger open(
            LedgerSettings settings,
            Surroundings around,
            CrashSwitch crash,
            Optional<HeadStore> heads) {
        return OpenLedger.open(settings, database, around, crash, heads);
    }

    /// A trust file with the root of these keys.
    TrustList trust() throws CertificateEncodingException {
        ObjectNode json =
                CanonicalJson.object()
                        .put("format", "holdfast-trust-v1")
                        .put("made", "2026-01-01T00:00:00Z")
                        .put("specimen", true);
        json.putArray("roots")
                .add(Base64.getEncoder().encodeToString(keys.certificate().getEncoded()));
        json.putArray("seals");
        json.putArray("journals");
        json.putArray("nodes");
        return TrustList.read(json.toString());
    }

    Handle entity(String name) {
        return keys.of("record:kr.resident", name);
    }

    EntryDraft record(String name, long version, Optional<Hash> previous, DataKey key) {
        return new EntryDraft(
                "record",
                CODE,
                entity(name),
                version,
                previous,
                Optional.of(key),
                CanonicalJson.object().put("name", name).put("version", version),
                Optional.empty());
    }

    static EntryDraft paper(MemoryKeys keys, String name, DataKey key) {
        return new EntryDraft(
                "paper",
                CODE,
                keys.of("paper", name),
                1,
                Optional.empty(),
                Optional.of(key),
                CanonicalJson.object().put("name", name),
                Optional.of(keys.of("operation", name)));
    }

    WorldCheck.Report checkWorld() {
        return new WorldCheck(folder, keys.certificate(), Optional.of(database))
                .run()
                .requireSound();
    }

    Hash enter(OpenLedger ledger, EntryDraft draft) {
        return database.inTransaction(tx -> ledger.central().append(tx, draft));
    }

    List<Hash> enterAll(OpenLedger ledger, List<EntryDraft> drafts) {
        return database.inTransaction(tx -> ledger.central().appendAll(tx, drafts));
    }
}
