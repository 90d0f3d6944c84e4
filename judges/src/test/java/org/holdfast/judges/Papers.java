// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The papers to be judged: those of `samples/`, and those that the platform's tests left in their
/// target folder, when they ran.
final class Papers {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
    private static final List<Path> FOLDERS =
            List.of(
                    HOME.resolve("samples"),
                    HOME.resolve("platform/target/papers"),
                    HOME.resolve("platform/target/archive"));

    private Papers() {}

    /// A genuine paper and the root that its trust file names.
    record Paper(Path file, X509Certificate root) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return file.getParent().getFileName() + "/" + file.getFileName();
        }
    }

    static List<Paper> genuine() {
        return named("genuine-");
    }

    /// Copies for keeping for years; there when the platform's tests ran.
    static List<Paper> archived() {
        return named("archive-");
    }

    static List<Paper> genuineAndArchived() {
        List<Paper> all = new ArrayList<>(genuine());
        all.addAll(archived());
        return all;
    }

    static List<Paper> altered() {
        return named("altered-");
    }

    private static List<Paper> named(String start) {
        List<Paper> papers = new ArrayList<>();
        for (Path folder : FOLDERS) {
            if (!Files.exists(folder.resolve("trust.json"))) {
                continue;
            }
            X509Certificate root = root(folder.resolve("trust.json"));
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().startsWith(start))
                        .filter(file -> file.toString().endsWith(".pdf"))
                        .sorted()
                        .forEach(file -> papers.add(new Paper(file, root)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return papers;
    }

    private static X509Certificate root(Path trust) {
        try {
            JsonNode file = JsonMapper.shared().readTree(Files.readString(trust));
            byte[] der = Base64.getDecoder().decode(file.path("roots").get(0).asString());
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
