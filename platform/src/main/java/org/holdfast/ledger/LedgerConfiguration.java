// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/// Wires the ledger: one instance of everything, closed before database and keys.
@Configuration(proxyBeanMethods = false)
public class LedgerConfiguration {
    @Bean
    Ledger ledger(LedgerSettings settings, Database database, Keys keys, InstantSource clock) {
        return Ledger.open(settings, database, keys, clock);
    }

    @Bean
    CentralJournal centralJournal(Ledger ledger) {
        return ledger.central();
    }

    @Bean
    NodeJournal nodeJournal(Ledger ledger) {
        return ledger.node();
    }

    @Bean
    JournalFiles journalFiles(Ledger ledger) {
        return ledger.files();
    }

    @Bean
    Receipts receipts(Ledger ledger) {
        return ledger.receipts();
    }

    @Bean
    Mirroring mirroring(Ledger ledger) {
        return ledger.mirroring();
    }

    @Bean
    Erasing erasing(Ledger ledger) {
        return ledger.erasing();
    }

    @Bean
    RouterFunction<ServerResponse> journalRoutes(Ledger ledger, Keys keys)
            throws CertificateEncodingException {
        return new JournalRoutes(
                        ledger, keys.root().certificate().getEncoded(), keys.root()::compromises)
                .routes();
    }
}
