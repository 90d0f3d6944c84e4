// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.Filings;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Registers;

/// The three faces of facts, made from the modules below. Thread-safe; has no thread and no schema
/// of its own.
public final class Facts {
    private final Consents consents;
    private final LegalBases bases;
    private final FactChecks checks;

    private Facts(Consents consents, LegalBases bases, FactChecks checks) {
        this.consents = consents;
        this.bases = bases;
        this.checks = checks;
    }

    /// The modules that keep things.
    public record Below(
            Keys keys,
            Ledger ledger,
            Registers registers,
            Looks looks,
            Accounts accounts,
            Blocks blocks,
            Filings filings) {}

    /// What the faces share.
    record Parts(
            FactReads reads, FactEntries entries, ConsentBook book, FactNames names, Turns turns) {}

    /// Makes all three.
    ///
    /// @param specimen whether every answer is a specimen (a demonstration)
    /// @param sealWait how long an answer waits for its seal
    public static Facts open(
            Below below,
            Catalogue catalogue,
            boolean specimen,
            Duration sealWait,
            InstantSource clock,
            LongSupplier nanos) {
        FactNames names = new FactNames(below.keys().handles(), clock);
        FactEntries entries = new FactEntries(below.ledger(), below.keys().dataKeys(), sealWait);
        Parts parts =
                new Parts(
                        new FactReads(below.registers(), below.ledger().central(), clock),
                        entries,
                        new ConsentBook(entries.journal(), names, clock),
                        names,
                        new Turns());
        OfficeLegalBases bases = new OfficeLegalBases(parts, catalogue, below.accounts(), clock);
        return new Facts(
                new OfficeConsents(parts, catalogue, below.accounts(), clock),
                bases,
                new OfficeFactChecks(
                        parts,
                        new Grounds(parts, catalogue, bases, below.looks()),
                        new OfficeFactChecks.Around(
                                below.blocks(),
                                below.filings(),
                                below.keys().seals(),
                                specimen,
                                clock,
                                nanos)));
    }

    /// Consents.
    public Consents consents() {
        return consents;
    }

    /// Who is admitted by which statute.
    public LegalBases bases() {
        return bases;
    }

    /// Checks.
    public FactChecks checks() {
        return checks;
    }
}
