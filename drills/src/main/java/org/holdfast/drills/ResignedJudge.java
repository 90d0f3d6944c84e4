// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;

/// Judges a file that was signed again: its last signature covers all of it, and openssl accepts it
/// (`openssl cms -verify`), which shares no code with the office and is asked about the signature
/// alone; that the certificates are believed says the verifier.
final class ResignedJudge {
    private static final Pattern RANGE =
            Pattern.compile("/ByteRange\\s*\\[0 (\\d{1,9}) (\\d{1,9}) (\\d{1,9})\\s*]");
    private static final long LIMIT_SECONDS = 30;

    private final Path folder;
    private final TrustList trust;
    private final PaperVerifier verifier = new PaperVerifier(InstantSource.system());
    private String lastSigner = "";

    ResignedJudge(Path folder, TrustList trust) {
        this.folder = folder;
        this.trust = trust;
    }

    /// What is wrong with a file; empty when it is good.
    ///
    /// @param first length of the first revision
    Optional<String> refuses(byte[] file, int first) throws IOException, InterruptedException {
        PaperVerdict verdict = verifier.verify(file, trust, Optional.empty());
        if (!verdict.isGenuine()) {
            return Optional.of("the verifier refuses it: " + verdict.reason().code());
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher ranges = RANGE.matcher(text);
        int count = 0;
        int[] last = new int[3];
        while (ranges.find()) {
            count++;
            for (int i = 0; i < last.length; i++) {
                last[i] = Integer.parseInt(ranges.group(i + 1));
            }
        }
        if (count != 2) {
            return Optional.of("expected two signatures, found " + count);
        }
        if (last[0] < first || last[1] + last[2] != file.length) {
            return Optional.of("the last signature does not cover the whole file");
        }
        byte[] padded = HexFormat.of().parseHex(text, last[0] + 1, last[1] - 1);
        byte[] cms = Arrays.copyOf(padded, length(padded));
        byte[] content = new byte[last[0] + last[2]];
        System.arraycopy(file, 0, content, 0, last[0]);
        System.arraycopy(file, last[1], content, last[0], last[2]);
        Files.createDirectories(folder);
        Files.write(folder.resolve("signature.der"), cms);
        Files.write(folder.resolve("content"), content);
        return openssl();
    }

    /// Of a DER value that begins the bytes.
    private static int length(byte[] der) {
        int first = der[1] & 0xff;
        if (first < 0x80) {
            return 2 + first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[2 + i] & 0xff);
        }
        return 2 + (first & 0x7f) + length;
    }

    private Optional<String> openssl() throws IOException, InterruptedException {
        Path signer = folder.resolve("signer.pem");
        Process process =
                new ProcessBuilder(
                                "openssl",
                                "cms",
                                "-verify",
                                "-noverify",
                                "-binary",
                                "-inform",
                                "DER",
                                "-in",
                                folder.resolve("signature.der").toString(),
                                "-content",
                                folder.resolve("content").toString(),
                                "-signer",
                                signer.toString(),
                                "-out",
                                folder.resolve("checked").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile())
                        .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.of("openssl does not end");
        }
        if (process.exitValue() != 0) {
            return Optional.of(
                    "openssl refuses the last signature: "
                            + Files.readString(folder.resolve("said"))
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
        lastSigner = Sha256.of(Files.readAllBytes(signer)).hex();
        return Optional.empty();
    }

    /// The certificate of the last file that was good.
    String lastSigner() {
        return lastSigner;
    }
}
