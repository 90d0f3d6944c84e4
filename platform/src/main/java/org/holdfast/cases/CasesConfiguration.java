// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.InstantSource;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.documents.Documents;
import org.holdfast.documents.guard.Guard;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.Offices;
import org.holdfast.registers.ErasedRecords;
import org.holdfast.registers.Registers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires cases from the modules below. Wants one bean of each parameter's type.
@Configuration(proxyBeanMethods = false)
public class CasesConfiguration {
    /// Everything that cases does, made together because the parts share counts and answers.
    @Bean(initMethod = "start", destroyMethod = "close")
    public Cases cases(
            CasesSettings settings,
            Cases.Below below,
            Catalogue catalogue,
            Documents documents,
            Guard guard,
            InstantSource clock) {
        return Cases.open(settings, below, catalogue, documents, guard, clock);
    }

    /// The modules that keep things.
    @Bean
    public Cases.Below casesBelow(
            Database database,
            Keys keys,
            Ledger ledger,
            Registers registers,
            ErasedRecords erasedRecords,
            Accounts accounts,
            Offices offices) {
        return new Cases.Below(database, keys, ledger, registers, erasedRecords, accounts, offices);
    }

    /// Issuing.
    @Bean
    public Issuing issuing(Cases cases) {
        return cases.issuing();
    }

    /// Papers.
    @Bean
    public Papers papers(Cases cases) {
        return cases.papers();
    }

    /// Erasures.
    @Bean
    public Erasures erasures(Cases cases) {
        return cases.erasures();
    }

    /// Restorations.
    @Bean
    public Restorations restorations(Cases cases) {
        return cases.restorations();
    }

    /// Filings.
    @Bean
    public Filings filings(Cases cases) {
        return cases.filings();
    }

    /// Blocks.
    @Bean
    public Blocks blocks(Cases cases) {
        return cases.blocks();
    }

    /// Moves.
    @Bean
    public Moves moves(Cases cases) {
        return cases.moves();
    }
}
