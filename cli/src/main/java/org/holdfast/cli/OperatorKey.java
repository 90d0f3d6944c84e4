// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.holdfast.cluster.Cluster;
import org.holdfast.journal.NoteSigner;

/// The key of whoever runs a cluster, in the folder `drill` of the cluster's: `operator.key`, which
/// only its owner reads, and `operator.vkey`, which goes to whoever shall check reports. A key that
/// is put there before is used.
final class OperatorKey {
    private OperatorKey() {}

    static Path secret(Path cluster) {
        return cluster.resolve("drill").resolve("operator.key");
    }

    static Path open(Path cluster) {
        return cluster.resolve("drill").resolve("operator.vkey");
    }

    /// The key; a new one when there is none.
    static NoteSigner of(Path folder, Cluster cluster) throws IOException {
        Files.createDirectories(folder.resolve("drill"));
        NoteSigner signer =
                StatementKey.of(secret(folder), cluster.site("a").cluster() + ".operator");
        Path open = open(folder);
        String line = signer.vkey() + "\n";
        if (!Files.exists(open) || !Files.readString(open).equals(line)) {
            Path fresh = open.resolveSibling("operator.vkey.new");
            Files.write(fresh, line.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, open, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return signer;
    }
}
