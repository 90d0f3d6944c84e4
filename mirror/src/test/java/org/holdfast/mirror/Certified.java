// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.journal.NoteSigner;

/// A root's certificate, a journal's key and the root's certificate of that. Made once for all
/// tests of a process, since it takes five runs of `keytool`.
///
/// @param root certificate of the root
/// @param signer key of the journal
/// @param certificate of that key
record Certified(byte[] root, NoteSigner signer, byte[] certificate) {
    private static final String SECRET = "changeit";

    static final Certified KEYS = make();

    private static Certified make() {
        try {
            Path folder = Files.createTempDirectory("holdfast-keys-");
            try {
                return make(folder);
            } finally {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
        } catch (Exception fault) {
            throw new IllegalStateException("no keys", fault);
        }
    }

    private static Certified make(Path keys) throws Exception {
        pair(keys, "root", "CN=root");
        pair(keys, "journal", "CN=" + SmallOffice.ORIGIN);
        tool(keys, "-certreq", "-keystore", "journal.p12", "-alias", "journal", "-file", "req");
        tool(
                keys,
                "-gencert",
                "-keystore",
                "root.p12",
                "-alias",
                "root",
                "-infile",
                "req",
                "-outfile",
                "cert");
        KeyStore journal = load(keys.resolve("journal.p12"));
        return new Certified(
                load(keys.resolve("root.p12")).getCertificate("root").getEncoded(),
                NoteSigner.of(
                        SmallOffice.ORIGIN,
                        (PrivateKey) journal.getKey("journal", SECRET.toCharArray()),
                        journal.getCertificate("journal").getPublicKey()),
                Files.readAllBytes(keys.resolve("cert")));
    }

    private static void pair(Path keys, String name, String subject) throws Exception {
        tool(
                keys,
                "-genkeypair",
                "-keystore",
                name + ".p12",
                "-alias",
                name,
                "-keyalg",
                "Ed25519",
                "-dname",
                subject,
                "-validity",
                "3650");
    }

    private static void tool(Path keys, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-storepass", SECRET));
        Process process =
                new ProcessBuilder(command)
                        .directory(keys.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool " + words[0] + " failed");
        }
    }

    private static KeyStore load(Path file) throws Exception {
        return KeyStore.getInstance(file.toFile(), SECRET.toCharArray());
    }
}
