// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import org.holdfast.offices.OfficeCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office whose changes are numbered, for each test.
abstract class AtNumberedOffice {
    static final OfficeCode JONGNO = TestRegisters.JONGNO;
    static final OfficeCode YONGSAN = new OfficeCode("kr-11170");

    @TempDir Path folder;
    NumberedOffice office;

    @BeforeEach
    void open() {
        office = new NumberedOffice(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }
}
