// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/// Registers with an own copy, for all tests of a class.
abstract class OneOwnCopy extends OneRegisters {
    static RecordRef entered(String name, String birth) {
        RecordRef ref = TestRegisters.person("kr");
        world.placed(ref, 0, TestRegisters.korean(ref, name, "", birth));
        return ref;
    }

    static Optional<String> nameIn(RecordRef ref) {
        return world.inCopy(reads -> reads.current(ref))
                .map(v -> v.facts().path("name").path("hangul").asString(""));
    }

    static void delete() {
        try {
            Files.deleteIfExists(world.copyFile());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
