// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Somebody else's reader of everything that authorities make.
public final class Openssl {
    private final Path folder;

    public Openssl(Path folder) {
        this.folder = folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path write(String name, byte[] content) {
        try {
            return Files.write(file(name), content);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /// As PEM, one behind the other.
    public Path pem(String name, X509Certificate... certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate one : certificates) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(one.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException bug) {
                throw new IllegalStateException(bug);
            }
        }
        return write(name, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// What it prints; it must be content.
    public String good(String... words) {
        return run(0, words);
    }

    /// What it prints; it must not be content.
    public String bad(String... words) {
        return run(1, words);
    }

    private String run(int expected, String... words) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(file("printed").toFile())
                            .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String printed = Files.readString(file("printed"));
            int code = process.exitValue();
            assertThat(expected == 0 ? code == 0 : code != 0)
                    .as(command + ": " + code + "\n" + printed)
                    .isTrue();
            return printed;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(told);
        }
    }

    /// A request for a certificate of a new key, DER.
    public byte[] request(String name, String... kind) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "req",
                                "-new",
                                "-nodes",
                                "-subj",
                                "/CN=whoever",
                                "-keyout",
                                name + ".key",
                                "-outform",
                                "DER",
                                "-out",
                                name + ".csr",
                                "-newkey"));
        words.addAll(
                kind.length > 0
                        ? List.of(kind)
                        : List.of("ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
        var _ = good(words.toArray(String[]::new));
        return read(name + ".csr");
    }
}
