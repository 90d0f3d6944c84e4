// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Settings of a store as an operator writes them (docs/path-rules.md): JSON that names files of
/// certificates, PEM or DER, beside itself. Whatever is wrong refuses the start and says where.
final class SettingsFile {
    private static final Set<String> MEMBERS =
            Set.of("anchors", "own", "sources", "full", "marked", "counter", "deadline");
    private static final Set<String> OF_A_SOURCE =
            Set.of("name", "kind", "issuer", "signer", "addresses");

    private final Path file;

    SettingsFile(Path file) {
        this.file = file;
    }

    /// @param folder where the store keeps what it has
    StoreSettings read(Path folder) {
        JsonNode all;
        try {
            all = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException unreadable) {
            throw wrong("expected JSON, found " + unreadable.getMessage());
        }
        require(all, MEMBERS);
        List<List<X509Certificate>> own = new ArrayList<>();
        for (JsonNode chain : list(all, "own")) {
            own.add(certificates(chain));
        }
        List<Source> sources = new ArrayList<>();
        for (JsonNode one : list(all, "sources")) {
            sources.add(source(one));
        }
        Tiers usual = Tiers.STANDARD;
        return new StoreSettings(
                folder,
                sources,
                certificates(list(all, "anchors")),
                own,
                new Tiers(
                        span(all, "full", usual.full()),
                        span(all, "marked", usual.marked()),
                        span(all, "counter", usual.counter())),
                span(all, "deadline", StoreSettings.DEADLINE));
    }

    private Source source(JsonNode one) {
        require(one, OF_A_SOURCE);
        String name = text(one, "name");
        List<URI> addresses = new ArrayList<>();
        for (JsonNode address : list(one, "addresses")) {
            try {
                addresses.add(URI.create(address.asString("")));
            } catch (IllegalArgumentException notOne) {
                throw wrong("no address in " + name + ": " + address.asString(""));
            }
        }
        Optional<X509Certificate> signer =
                Optional.ofNullable(one.get("signer")).map(given -> certificate(given.asString()));
        return switch (text(one, "kind")) {
            case "crl" -> {
                X509Certificate issuer = certificate(text(one, "issuer"));
                yield new Source.Crl(name, addresses, issuer, signer.orElse(issuer));
            }
            case "ocsp" -> new Source.Ocsp(name, addresses, certificate(text(one, "issuer")));
            case "trust-list" -> new Source.TrustList(name, addresses, signer);
            default -> throw wrong(name + ": expected kind crl, ocsp or trust-list");
        };
    }

    private void require(JsonNode node, Set<String> members) {
        if (!node.isObject()) {
            throw wrong("expected an object, found " + node.getNodeType());
        }
        for (String name : node.propertyNames()) {
            if (!members.contains(name)) {
                throw wrong("expected one of " + members + ", found " + name);
            }
        }
    }

    private JsonNode list(JsonNode node, String name) {
        JsonNode found = node.get(name);
        if (found == null) {
            return JsonMapper.shared().createArrayNode();
        }
        if (!found.isArray()) {
            throw wrong(name + ": expected a list");
        }
        return found;
    }

    private String text(JsonNode node, String name) {
        JsonNode found = node.get(name);
        if (found == null || !found.isString()) {
            throw wrong(name + ": expected a text");
        }
        return found.stringValue();
    }

    private Duration span(JsonNode node, String name, Duration usual) {
        JsonNode found = node.get(name);
        if (found == null) {
            return usual;
        }
        try {
            return Duration.parse(found.asString(""));
        } catch (DateTimeParseException notOne) {
            throw wrong(name + ": expected a span such as PT4H, found " + found.asString(""));
        }
    }

    private List<X509Certificate> certificates(JsonNode names) {
        List<X509Certificate> all = new ArrayList<>();
        for (JsonNode name : names) {
            all.add(certificate(name.asString("")));
        }
        return all;
    }

    private X509Certificate certificate(String name) {
        try (InputStream in = Files.newInputStream(file.toAbsolutePath().resolveSibling(name))) {
            return (X509Certificate) Certificates.reader().generateCertificate(in);
        } catch (IOException | CertificateException unreadable) {
            throw wrong("no certificate in " + name + ": " + unreadable.getMessage());
        }
    }

    private ValidationFault wrong(String what) {
        return new ValidationFault(file.getFileName() + ": " + what);
    }
}
