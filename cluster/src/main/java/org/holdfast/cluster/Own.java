// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What the sites of one machine do not share, chosen when the cluster is made: faults of links,
/// disks and clocks can be made at one site only where it has its own. Each needs root.
public enum Own {
    /// A network namespace for each site, joined by a bridge.
    NETWORK("--namespaces", "a network of its own", "nftables", "/usr/sbin/nft"),
    /// The folder of each site is a file system in a file.
    DISK("--own-disks", "a disk of its own", "e2fsprogs", "/usr/sbin/mkfs.ext4"),
    /// libfaketime is laid under node, supervisor and HAProxy of each site; etcd, Patroni and
    /// PostgreSQL keep the machine's clock.
    CLOCK("--own-clocks", "a clock of its own", "libfaketime", "");

    private final String option;
    private final String words;
    private final String debianPackage;
    private final String program;

    Own(String option, String words, String debianPackage, String program) {
        this.option = option;
        this.words = words;
        this.debianPackage = debianPackage;
        this.program = program;
    }

    /// Of `cluster up`.
    public String option() {
        return option;
    }

    /// Such as "a network of its own".
    public String words() {
        return words;
    }

    /// The package that is not here; empty when it is.
    Optional<String> missingPackage() {
        boolean here =
                this == CLOCK
                        ? OwnClocks.library().isPresent()
                        : java.nio.file.Files.isExecutable(java.nio.file.Path.of(program));
        return here ? Optional.empty() : Optional.of(debianPackage);
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Set<Own> read(JsonNode words) {
        Set<Own> own = EnumSet.noneOf(Own.class);
        words.forEach(word -> own.add(valueOf(word.asString("").toUpperCase(Locale.ROOT))));
        return own;
    }

    static void write(Collection<Own> own, ArrayNode into) {
        new TreeSet<>(own).forEach(one -> into.add(one.word()));
    }
}
