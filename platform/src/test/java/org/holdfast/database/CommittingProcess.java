// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.PrintStream;
import java.nio.file.Path;

/// A process of its own that commits rows and says so, until it is killed.
final class CommittingProcess {
    private CommittingProcess() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        EmbeddedServer server = EmbeddedServer.start(Path.of(arguments[0]), Path.of(arguments[1]));
        server.ensureDatabase("holdfast");
        Database database = Database.open(server.settings("holdfast", 2));
        database.jdbc().sql("create table if not exists acknowledged (n bigint)").update();
        long n =
                database.jdbc().sql("select count(*) from acknowledged").query(Long.class).single();
        out.println("pid " + server.pid());
        while (true) {
            long next = ++n;
            database.transact(tx ->
                    tx.jdbc().sql("insert into acknowledged values (?)").param(next).update());
            out.println("row " + next);
        }
    }
}
