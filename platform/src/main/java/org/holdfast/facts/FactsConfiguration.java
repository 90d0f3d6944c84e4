// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.CasesSettings;
import org.holdfast.cases.Filings;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Registers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires facts from the modules below. Wants one bean of each parameter's type.
@Configuration(proxyBeanMethods = false)
public class FactsConfiguration {
    /// The modules that keep things.
    @Bean
    public Facts.Below factsBelow(
            Keys keys,
            Ledger ledger,
            Registers registers,
            Looks looks,
            Accounts accounts,
            Blocks blocks,
            Filings filings) {
        return new Facts.Below(keys, ledger, registers, looks, accounts, blocks, filings);
    }

    /// Everything that facts does, made together because the parts share turns and counts.
    @Bean
    public Facts facts(
            Facts.Below below,
            Catalogue catalogue,
            CasesSettings settings,
            InstantSource clock,
            LongSupplier nanos) {
        return Facts.open(below, catalogue, settings.specimen(), settings.sealWait(), clock, nanos);
    }

    /// Consents.
    @Bean
    public Consents consents(Facts facts) {
        return facts.consents();
    }

    /// Who is admitted by which statute.
    @Bean
    public LegalBases legalBases(Facts facts) {
        return facts.bases();
    }

    /// Checks.
    @Bean
    public FactChecks factChecks(Facts facts) {
        return facts.checks();
    }
}
