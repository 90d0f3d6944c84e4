// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `login`: an official's token for a signed challenge, by the routes that docs/logins.md
/// describes. Two officials who log one of them in together: one asks, the other signs, the first
/// brings both.
@Command(
        name = "login",
        description = {
            "Log an official in with certificate and key, and keep the token.",
            "Two together, when too little is known of certificates: one runs login ask, the",
            "other login sign with what was asked, the first login --asked ... --second ..."
        },
        subcommands = {LoginCommand.Ask.class, LoginCommand.Sign.class})
final class LoginCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHALLENGE = "challenge";
    private static final String REASON = "reason";
    private static final String FIRST = "holdfast login v1";
    private static final String SECOND = "holdfast login second v1";

    @Mixin private Place place = new Place();
    @Mixin private Card card = new Card();

    @Option(
            names = "--to",
            description = "File for the token, mode 0600. Default: ${DEFAULT-VALUE}.")
    private Path to = Path.of("token");

    @Option(names = "--asked", description = "What login ask has written. Default: ask now.")
    private Optional<Path> asked = Optional.empty();

    @Option(names = "--second", description = "What the second official's login sign has written.")
    private Optional<Path> second = Optional.empty();

    /// Where the office is, and for which domain whoever sits here means to sign.
    static final class Place {
        @Option(
                names = "--at",
                description =
                        "Address of the office or of one of its sites. Default: ${DEFAULT-VALUE}.")
        private URI at = URI.create("http://localhost:8080");

        @Option(
                names = "--plain",
                description = "Send without TLS to another machine than this one, too.")
        private boolean plain;

        @Mixin private Domain domain = new Domain();

        JsonNode post(String path, ObjectNode body) throws IOException {
            String host = String.valueOf(at.getHost());
            boolean here =
                    host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
            if (!plain && !here && !"https".equals(at.getScheme())) {
                throw new IOException(
                        "expected https:// in --at, or --plain: the token would be read on the way");
            }
            return PkiOffice.send(
                    HttpRequest.newBuilder(at.resolve(path))
                            .timeout(PkiOffice.WITHIN)
                            .header("Accept-Language", "en")
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            JSON.writeValueAsString(body))));
        }

        ObjectNode ask() throws IOException {
            ObjectNode answer =
                    (ObjectNode) post("/api/v1/logins/challenge", JSON.createObjectNode());
            domain.require(answer);
            return answer;
        }
    }

    /// Known here and not believed of whoever asks: a signature is for one office.
    static final class Domain {
        @Option(
                names = "--domain",
                description =
                        "The office's domain of logins, which is signed. Default: ${DEFAULT-VALUE}.")
        private String domain = "localhost";

        String require(ObjectNode asked) throws IOException {
            String other = asked.path("domain").asString("");
            if (!other.equals(domain)) {
                throw new IOException(
                        "the office signs in people for the domain %s, and you meant %s (--domain)"
                                .formatted(other, domain));
            }
            return domain;
        }
    }

    /// An official's certificate and key.
    static final class Card {
        @Option(names = "--certificate", description = "The official's certificate, PEM.")
        private Optional<Path> certificate = Optional.empty();

        @Option(names = "--key", description = "Its key, PEM (PKCS#8 or SEC 1).")
        private Optional<Path> key = Optional.empty();

        byte[] der() throws IOException {
            if (certificate.isEmpty()) {
                throw new IOException("expected --certificate");
            }
            try (var in = Files.newInputStream(certificate.get())) {
                return CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
            } catch (GeneralSecurityException fault) {
                throw new IOException("no certificate: " + fault.getMessage(), fault);
            }
        }

        /// Certificate and signature over a text.
        ObjectNode signed(String text) throws IOException {
            if (key.isEmpty()) {
                throw new IOException("expected --certificate and --key");
            }
            try {
                PrivateKey own = read(key.get());
                Signature signature =
                        Signature.getInstance(
                                own.getAlgorithm().equals("RSA")
                                        ? "SHA256withRSA"
                                        : "SHA256withECDSA");
                signature.initSign(own);
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                return JSON.createObjectNode()
                        .put("certificate", Base64.getEncoder().encodeToString(der()))
                        .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            } catch (GeneralSecurityException fault) {
                throw new IOException("no ECDSA or RSA key: " + fault.getMessage(), fault);
            }
        }

        private static PrivateKey read(Path file) throws IOException {
            try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
                JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
                Object found = parser.readObject();
                while (found != null) {
                    if (found instanceof PrivateKeyInfo info) {
                        return converter.getPrivateKey(info);
                    }
                    if (found instanceof PEMKeyPair pair) {
                        return converter.getKeyPair(pair).getPrivate();
                    }
                    found = parser.readObject();
                }
            }
            throw new IOException(file + " has no private key that can be read without a password");
        }
    }

    /// What is signed (docs/logins.md): made here, of nothing that anybody else has put into words.
    static String text(String firstLine, String domain, ObjectNode asked, byte[] first)
            throws IOException {
        String lines =
                firstLine
                        + "\n"
                        + domain
                        + "\n"
                        + asked.required(CHALLENGE).stringValue()
                        + "\nfor "
                        + sha256(first)
                        + "\n";
        String reason = asked.path(REASON).asString("");
        return reason.isEmpty()
                ? lines
                : lines + "reason " + sha256(reason.getBytes(StandardCharsets.UTF_8)) + "\n";
    }

    private static String sha256(byte[] bytes) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException bug) {
            throw new IOException(bug);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (second.isPresent() && asked.isEmpty()) {
            throw new IOException("expected --asked with --second: both sign the same");
        }
        ObjectNode question = asked.isPresent() ? read(asked.get()) : place.ask();
        String domain = place.domain.require(question);
        ObjectNode order = card.signed(text(FIRST, domain, question, card.der()));
        order.put(CHALLENGE, question.required(CHALLENGE).stringValue());
        if (second.isPresent()) {
            order.set("second", read(second.get()));
            order.put(REASON, question.required(REASON).stringValue());
        }
        JsonNode in = place.post("/api/v1/logins/certificate", order);
        write(to, in.required("token").stringValue());
        Screen.out(
                "%s (%s) until %s; status of certificates: %s, as of %s"
                        .formatted(
                                in.required("account").stringValue(),
                                in.required("role").stringValue(),
                                in.required("until").stringValue(),
                                in.required("tier").stringValue(),
                                in.path("asOf").asString("never")));
        return ExitCode.GOOD;
    }

    private static ObjectNode read(Path file) throws IOException {
        try {
            if (JSON.readTree(Files.readString(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException foreign) {
            throw new IOException(file + " was not written by login ask or sign", foreign);
        }
        throw new IOException(file + " was not written by login ask or sign");
    }

    /// Nobody else reads it, from its first moment on.
    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text + "\n", StandardOpenOption.WRITE);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /// The first of two.
    @Command(
            name = "ask",
            description = "Ask for a challenge that two officials sign, with their reason.")
    static final class Ask implements Callable<Integer> {
        @Mixin private Place place = new Place();

        @Option(
                names = "--certificate",
                required = true,
                description = "The certificate of whoever is to be let in, PEM.")
        private Path certificate = Path.of("");

        @Option(
                names = "--reason",
                required = true,
                description = "Why one alone is not enough; kept in the journal.")
        private String reason = "";

        @Option(names = "--to", required = true, description = "File for what was asked.")
        private Path to = Path.of("");

        @Override
        public Integer call() throws IOException {
            Card card = new Card();
            card.certificate = Optional.of(certificate);
            ObjectNode asked = place.ask();
            asked.put(REASON, reason);
            asked.put("first", Base64.getEncoder().encodeToString(card.der()));
            write(to, JSON.writeValueAsString(asked));
            Screen.out("Both sign it within five minutes: " + to);
            return ExitCode.GOOD;
        }
    }

    /// The second of two. Shows for whom and why, and signs exactly that.
    @Command(name = "sign", description = "Vouch for another official who has asked.")
    static final class Sign implements Callable<Integer> {
        @Mixin private Card card = new Card();
        @Mixin private Domain domain = new Domain();

        @Option(names = "--asked", required = true, description = "What login ask has written.")
        private Path asked = Path.of("");

        @Option(names = "--to", required = true, description = "File for the signature.")
        private Path to = Path.of("");

        @Override
        public Integer call() throws IOException {
            ObjectNode question = read(asked);
            String reason = question.path(REASON).asString("");
            if (reason.isBlank()) {
                throw new IOException("expected a reason in " + asked);
            }
            byte[] first;
            String who;
            try {
                first = Base64.getDecoder().decode(question.required("first").stringValue());
                X509Certificate certificate =
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509")
                                        .generateCertificate(new ByteArrayInputStream(first));
                who = certificate.getSubjectX500Principal().getName();
            } catch (GeneralSecurityException | IllegalArgumentException foreign) {
                throw new IOException(asked + " names no certificate", foreign);
            }
            ObjectNode signed =
                    card.signed(text(SECOND, domain.require(question), question, first));
            write(to, JSON.writeValueAsString(signed));
            Screen.out("You vouched for " + who + " at " + domain.domain + ": " + reason);
            return ExitCode.GOOD;
        }
    }
}
