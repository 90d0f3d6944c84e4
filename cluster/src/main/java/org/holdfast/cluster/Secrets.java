// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// The passwords of a cluster, 192 bits each, in `secrets.json` of every site.
///
/// @param passwords by the name of their role
record Secrets(Map<String, String> passwords) {
    static final String SUPERUSER = "superuser";
    static final String REPLICATION = "replication";
    static final String REWIND = "rewind";
    static final String PATRONI = "patroni";
    static final String HOLDFAST = "holdfast";
    static final String WATCHER = "watcher";
    static final List<String> NAMES =
            List.of(SUPERUSER, REPLICATION, REWIND, PATRONI, HOLDFAST, WATCHER);
    private static final int BYTES = 24;
    static final String FILE = "secrets.json";
    private static final JsonMapper JSON = JsonMapper.shared();

    Secrets {
        passwords = Map.copyOf(passwords);
    }

    /// Those of the first of these folders that has them; new ones when none has.
    static Secrets of(List<Path> sites) throws IOException {
        for (Path site : sites) {
            Optional<Secrets> found = at(site);
            if (found.isPresent()) {
                return found.get();
            }
        }
        SecureRandom chance = new SecureRandom();
        Map<String, String> fresh = new TreeMap<>();
        for (String name : NAMES) {
            byte[] bytes = new byte[BYTES];
            chance.nextBytes(bytes);
            fresh.put(name, HexFormat.of().formatHex(bytes));
        }
        return new Secrets(fresh);
    }

    static Optional<Secrets> at(Path site) throws IOException {
        Path file = site.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> found = new TreeMap<>();
        JSON.readTree(Files.readString(file))
                .properties()
                .forEach(one -> found.put(one.getKey(), one.getValue().asString("")));
        return Optional.of(new Secrets(found));
    }

    void write(Path site) throws IOException {
        Disk.replaceSecret(
                site.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new TreeMap<>(passwords))
                        + "\n",
                Optional.empty());
    }

    String of(String name) {
        String password = passwords.get(name);
        if (password == null) {
            throw new ClusterFault("secrets.json has no password for " + name);
        }
        return password;
    }

    /// The header `Authorization` without which Patroni changes nothing (RFC 7617).
    String patroniLogin() {
        byte[] login = ("patroni:" + of(PATRONI)).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(login);
    }

    /// Does not print them.
    @Override
    public String toString() {
        return "Secrets" + passwords.keySet();
    }
}
