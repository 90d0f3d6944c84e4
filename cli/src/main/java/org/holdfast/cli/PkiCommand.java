// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.holdfast.pki.RevocationReason;
import org.holdfast.pki.Use;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `pki`: the authorities of a running office, by the routes that docs/trust.md describes.
@Command(
        name = "pki",
        description = "The authorities of a running office: make them, issue, revoke, look.",
        subcommands = {
            PkiCommand.Init.class,
            PkiCommand.Status.class,
            PkiCommand.Issue.class,
            PkiCommand.Revoke.class,
            PkiCommand.Lost.class,
            PkiRekey.class
        })
final class PkiCommand {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private PkiCommand() {}

    private static long daysLeft(JsonNode one) {
        Instant end = Instant.parse(one.required("notAfter").stringValue());
        return Duration.between(Instant.now(), end).toDays();
    }

    private static String pem(String kind, String base64) {
        byte[] content = Base64.getDecoder().decode(base64);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(kind, LINES.encodeToString(content), kind)
                .replace(System.lineSeparator(), "\n");
    }

    private static void authorities(JsonNode answer) {
        for (JsonNode one : answer.required("authorities")) {
            Screen.out(
                    "%-10s site %-8s key %s  %d days left"
                            .formatted(
                                    one.required("authority").stringValue(),
                                    one.required("site").stringValue(),
                                    one.required("key").stringValue(),
                                    daysLeft(one)));
        }
    }

    /// Once for an office; a second time changes nothing.
    @Command(
            name = "init",
            description = {
                "Make the authorities of an office.",
                "Each site makes keys of its own as soon as it has heard of it."
            })
    static final class Init implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Override
        public Integer call() throws IOException {
            authorities(office.post("/api/v1/authorities", PkiOffice.order()));
            return ExitCode.GOOD;
        }
    }

    /// What stands, what ends soon.
    @Command(
            name = "status",
            description = "Authorities and certificates, and what ends within a week.")
    static final class Status implements Callable<Integer> {
        private static final Set<String> OWN = Set.of("responder", "time-stamp");
        private static final int SOON_DAYS = 7;

        @Mixin private PkiOffice office = new PkiOffice();

        @Option(
                names = "--all",
                description = "Also what the sites made for themselves, and what has ended.")
        private boolean all;

        @Override
        public Integer call() throws IOException {
            JsonNode issuers = office.get("/api/v1/authorities");
            if (issuers.required("authorities").isEmpty()) {
                Screen.out("This office has no authorities: ./holdfast pki init makes them.");
                return ExitCode.FINDING;
            }
            authorities(issuers);
            boolean soon = false;
            for (JsonNode one : office.get("/api/v1/certificates").required("certificates")) {
                boolean own = OWN.contains(one.required("use").stringValue());
                long days = daysLeft(one);
                boolean ends = days < SOON_DAYS && one.required("good").booleanValue() && !own;
                soon |= ends;
                if (all || (!own && days >= 0)) {
                    Screen.out(line(one, days, ends));
                }
            }
            return soon ? ExitCode.FINDING : ExitCode.GOOD;
        }

        private static String line(JsonNode one, long days, boolean ends) {
            String state =
                    one.path("revoked").isObject()
                            ? "revoked %s (%s)"
                                    .formatted(
                                            one.path("revoked").path("at").asString(""),
                                            one.path("revoked").path("reason").asString(""))
                            : days < 0 ? "ended" : days + " days left";
            return "%-10s %-24s %s  %s%s"
                    .formatted(
                            one.required("use").stringValue(),
                            one.required("holder").stringValue(),
                            one.required("name").stringValue(),
                            state,
                            ends ? "  ENDS SOON" : "");
        }
    }

    /// For a key that is here, or for a request that somebody else has made.
    @Command(
            name = "issue",
            description = {
                "Issue a certificate.",
                "Its key is made here (--key), or a request (PKCS#10) is brought (--request)."
            })
    static final class Issue implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Option(names = "--use", required = true, description = "official or site.")
        private String use = "";

        @Option(
                names = "--holder",
                required = true,
                description = "An official's account (p-...), or a machine's name.")
        private String holder = "";

        @Option(
                names = "--request",
                description = "A PKCS#10 request, DER or PEM, of an ECDSA P-256 key.")
        private Optional<Path> request = Optional.empty();

        @Option(
                names = "--key",
                description = "Make a key, and write it to this new file (PKCS#8, PEM, mode 0600).")
        private Optional<Path> key = Optional.empty();

        @Option(names = "--to", required = true, description = "File for the certificate, PEM.")
        private Path to = Path.of("");

        @Override
        public Integer call() throws IOException {
            if (Use.of(use).isEmpty() || request.isPresent() == key.isPresent()) {
                throw new IOException(
                        "expected --use official or site, and one of --request and --key");
            }
            byte[] asked = request.isPresent() ? read(request.get()) : made(key.orElseThrow());
            ObjectNode order = PkiOffice.order();
            order.put("use", use);
            order.put("holder", holder);
            order.put("request", Base64.getEncoder().encodeToString(asked));
            JsonNode issued = office.post("/api/v1/certificates", order);
            Files.writeString(to, pem("CERTIFICATE", issued.required("certificate").stringValue()));
            Screen.out(
                    "%s, until %s, %s"
                            .formatted(
                                    issued.required("name").stringValue(),
                                    issued.required("notAfter").stringValue(),
                                    issued.path("receipt").path("grade").asString("")));
            return ExitCode.GOOD;
        }

        private static byte[] read(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            String text = new String(content, StandardCharsets.ISO_8859_1);
            if (!text.contains("-----BEGIN")) {
                return content;
            }
            String inside = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            try {
                return Base64.getDecoder().decode(inside);
            } catch (IllegalArgumentException notOne) {
                throw new IOException(file + " is no PEM file", notOne);
            }
        }

        /// A request for a new key, whose file is written before anything is asked for.
        private static byte[] made(Path file) throws IOException {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair pair = generator.generateKeyPair();
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                String encoded = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
                Files.writeString(file, pem("PRIVATE KEY", encoded), StandardOpenOption.WRITE);
                return new JcaPKCS10CertificationRequestBuilder(
                                new X500Name("CN=key"), pair.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(pair.getPrivate()))
                        .getEncoded();
            } catch (GeneralSecurityException | OperatorCreationException fault) {
                throw new IOException("no key can be made here", fault);
            }
        }
    }

    /// So that the others' status of certificates grows newer without it.
    @Command(
            name = "lost",
            description = {
                "State that a silent site is lost: certificates are judged without it.",
                "Counts when a second operator states it within a day; over when it is heard again.",
                "Without a site: lists up to when each was heard."
            })
    static final class Lost implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Parameters(paramLabel = "SITE", arity = "0..1", description = "Its letter.")
        private Optional<String> site = Optional.empty();

        @Override
        public Integer call() throws IOException {
            if (site.isPresent()) {
                JsonNode stated =
                        office.post(
                                "/api/v1/authorities/sites/" + site.get() + "/loss",
                                PkiOffice.order());
                line(stated);
                return ExitCode.GOOD;
            }
            boolean silent = false;
            for (JsonNode one : office.get("/api/v1/authorities/sites").required("sites")) {
                silent |= one.required("silent").booleanValue();
                line(one);
            }
            return silent ? ExitCode.FINDING : ExitCode.GOOD;
        }

        private static void line(JsonNode one) {
            Screen.out(
                    "site %s  heard %s%s"
                            .formatted(
                                    one.required("site").stringValue(),
                                    one.path("heard").asString("not since this start"),
                                    state(one)));
        }

        private static String state(JsonNode one) {
            if (one.required("lost").booleanValue()) {
                return "  LOST: nobody waits for it";
            }
            int operators = one.required("operators").intValue();
            return operators > 0
                    ? "  stated lost by one operator; another one is needed"
                    : one.required("silent").booleanValue() ? "  SILENT" : "";
        }
    }

    /// For ever.
    @Command(name = "revoke", description = "Revoke a certificate, for ever.")
    static final class Revoke implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Parameters(paramLabel = "NAME", description = "As pki status names it.")
        private String name = "";

        @Option(
                names = "--reason",
                required = true,
                description =
                        "unspecified, key-compromise, authority-compromise, affiliation-changed,"
                                + " superseded, cessation-of-operation or privilege-withdrawn.")
        private String reason = "";

        @Override
        public Integer call() throws IOException {
            if (RevocationReason.of(reason.toLowerCase(Locale.ROOT)).isEmpty()) {
                throw new IOException("no reason of RFC 5280: " + reason);
            }
            JsonNode revoked =
                    office.post(
                            "/api/v1/certificates/" + name + "/revocation",
                            PkiOffice.order().put("reason", reason.toLowerCase(Locale.ROOT)));
            Screen.out(
                    "%s is revoked since %s"
                            .formatted(
                                    revoked.required("name").stringValue(),
                                    revoked.required("revoked").required("at").stringValue()));
            return ExitCode.GOOD;
        }
    }
}
