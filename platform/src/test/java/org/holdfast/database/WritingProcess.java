// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.nio.file.Path;

/// A process that writes one row and the cursor in each transaction, until it is killed.
final class WritingProcess {
    private WritingProcess() {}

    public static void main(String[] arguments) {
        try (LocalStore store = LocalStoreTest.open(Path.of(arguments[0]))) {
            for (long next = LocalStoreTest.cursor(store) + 1; next < 10_000_000; next++) {
                long row = next;
                store.write(jdbc -> {
                    jdbc.sql("insert into row (number, words) values (?, ?)")
                            .params(row, "x".repeat((int) (row % 3_000)))
                            .update();
                    return jdbc.sql("insert or replace into cursor (one, number) values (1, ?)")
                            .param(row)
                            .update();
                });
            }
        }
    }
}
