// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Two sites for the tests of a class, and what is filed, listed and decided at them.
abstract class AtTwoSites {
    @TempDir static Path folder;
    static TwoSites sites;
    static FilingOffice a;
    static FilingOffice b;

    @BeforeAll
    static void open() throws Exception {
        sites = new TwoSites(folder);
        a = sites.a;
        b = sites.b;
    }

    @AfterAll
    static void close() throws Exception {
        sites.close();
    }

    /// A move to this number of one street.
    static Filings.Filing file(FilingOffice site, RecordVersion head, String operation, int no) {
        return site.file(head, operation, "이태원로 " + no);
    }

    /// Epoch seconds order filings.
    static void aSecondLater() {
        LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
    }

    /// The filing of a move to this number, when it is listed in that state.
    static Optional<Filings.Filing> listed(FilingOffice site, Filings.State state, int no) {
        return FilingOffice.given(
                        site.here.filings().list(FilingOffice.OFFICER, Optional.of(state), 200))
                .stream()
                .filter(filing -> filing.report().address().endsWith(" " + no))
                .findFirst();
    }

    /// How many entries of one filing were decided upon.
    static long decisions(String id) {
        return sites.database
                .database()
                .jdbc()
                .sql("select count(*) from cases.filing where operation = ? and version > 0")
                .param(PaperNames.operation(id).orElseThrow().bytes())
                .query(Long.class)
                .single();
    }
}
