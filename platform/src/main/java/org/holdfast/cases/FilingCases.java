// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.ledger.Position;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Reading;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;

/// Reads what a filing is decided upon, outside of any transaction. Thread-safe.
final class FilingCases {
    private final Catalogue catalogue;
    private final Registers registers;
    private final DataKeys keys;
    private final FilingBook book;
    private final Clocks clocks;

    FilingCases(Catalogue catalogue, FilingDecider.With with, FilingBook book, Clocks clocks) {
        this.catalogue = catalogue;
        this.registers = with.registers();
        this.keys = with.keys();
        this.book = book;
        this.clocks = clocks;
    }

    /// A filing that can be decided; empty when its key is not here or was erased.
    Optional<FilingCase> read(FilingBook.Line line) {
        Optional<DataKey> key = line.entry().leaf().key().flatMap(keys::find);
        if (key.isEmpty() || line.entry().erasedBy().isPresent()) {
            return Optional.empty();
        }
        FilingRecord filing = FilingRecord.read(line.entry());
        Optional<Optional<HouseholdView>> home = home(filing.subject());
        if (home.isEmpty()) {
            return Optional.empty();
        }
        Service service = catalogue.service(filing.service()).orElseThrow();
        Position position = line.entry().position().orElseThrow();
        Instant at = Instant.ofEpochSecond(line.entry().leaf().time());
        Instant until = book.cosigned(line, filing.earliest()).orElseGet(clocks.node()::instant);
        return Optional.of(
                new FilingCase(
                        line,
                        filing,
                        service,
                        new FiledRecord.Place(
                                position.journal(), position.index(), line.entry().leafHash(), at),
                        filing.records().stream()
                                .map(registers::entity)
                                .collect(Collectors.toSet()),
                        key.get(),
                        filing.time(Optional.of(until), service.zone()),
                        home.get(),
                        Optional.empty()));
    }

    /// The household in the database; nothing while that does not answer.
    private Optional<Optional<HouseholdView>> home(RecordRef subject) {
        return registers.read(reading ->
                switch (reading.source()) {
                    case Reading.Source.Primary _ ->
                            Optional.of(reading.reads().household(subject));
                    case Reading.Source.OwnCopy _ -> Optional.empty();
                });
    }
}
