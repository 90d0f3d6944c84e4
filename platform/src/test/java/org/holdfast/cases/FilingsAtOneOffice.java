// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// One office for the tests of a class, whose database can be away. After each test its registers
/// are the fold of its journal, whatever was filed.
abstract class FilingsAtOneOffice {
    @TempDir static Path folder;
    static FilingOffice office;

    @BeforeAll
    static void open() {
        office = new FilingOffice(folder);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @AfterEach
    void checkWorld() {
        office.age = Duration.ofMinutes(5);
        office.checkWorld();
    }

    static Filings.Filing file(RecordVersion person, String operation, String address) {
        return office.file(person, operation, address);
    }

    static String address(RecordVersion person) {
        return office.address(person);
    }

    /// By the officer of the office that the filing is for.
    static Filings.Filing decide(Filings.Filing filing, String operation, boolean enter) {
        return office.decide(filing, operation, enter);
    }
}
