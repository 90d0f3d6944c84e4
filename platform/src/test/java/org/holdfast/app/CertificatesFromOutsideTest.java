// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Role;
import org.holdfast.testing.Openssl;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The authorities of an office over HTTP, asked by openssl.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CertificatesFromOutsideTest extends AskedOffice {
    private static final String ORDERS = "/api/v1/certificates";

    @TempDir Path folder;

    private static X509Certificate read(JsonNode node) {
        return read(Base64.getDecoder().decode(node.required("certificate").stringValue()));
    }

    private static X509Certificate read(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static byte[] bytes(HttpRequest.Builder request) {
        Visitor.Answer answer = visitor.send(request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    private static byte[] bytes(String path) {
        return bytes(visitor.to(path));
    }

    private static String account(Role role) {
        return office.context().getBean(Accounts.class).all().stream()
                .filter(one -> one.role() == role)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Visitor.Answer order(String use, String holder, byte[] request, String id) {
        return visitor.post(
                ORDERS,
                token("operator", ""),
                Map.of(
                        "use",
                        use,
                        "holder",
                        holder,
                        "request",
                        Base64.getEncoder().encodeToString(request)),
                id);
    }

    @Test
    @Order(1)
    void anOfficeThatNeverBeganIssuesNothing() {
        Openssl openssl = new Openssl(folder);
        assertThat(visitor.get("/api/v1/authorities", token("operator", "")).json())
                .hasToString("{\"authorities\":[]}");
        String sites = "/api/v1/authorities/sites";
        assertThat(visitor.get(sites, token("operator", "")).json())
                .as("one place has no other")
                .hasToString("{\"sites\":[]}");
        assertThat(visitor.post(sites + "/c/loss", token("operator", ""), Map.of()).code())
                .isEqualTo("site-unknown");
        assertThat(visitor.get(sites, token("officer", "kr-11110")).code()).isEqualTo("forbidden");
        assertThat(order("site", "machine", openssl.request("x"), "too-early").code())
                .isEqualTo("authority-not-ready");
        assertThat(visitor.get(ORDERS, token("officer", "kr-11110")).code()).isEqualTo("forbidden");
        assertThat(visitor.get(ORDERS, token("citizen", "kr-11110")).code()).isEqualTo("forbidden");
    }

    @Test
    @Order(2)
    void anOfficialsCertificateIsIssuedAskedAboutAndRevoked() {
        Openssl openssl = new Openssl(folder);
        String operator = token("operator", "");
        Visitor.Answer begun = visitor.post("/api/v1/authorities", operator, Map.of());
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.json().required("authorities")).hasSize(3);
        assertThat(visitor.post("/api/v1/authorities", operator, Map.of()).json())
                .isEqualTo(begun.json());

        String officer = account(Role.OFFICER);
        byte[] request = openssl.request("leaf");
        Visitor.Answer issued = order("official", officer, request, "order-0001");
        assertThat(issued.status()).isEqualTo(201);
        JsonNode told = issued.json();
        assertThat(told.required("good").booleanValue()).isTrue();
        assertThat(told.required("receipt").required("grade").stringValue())
                .isIn("promised", "sealed");
        Visitor.Answer again = order("official", officer, request, "order-0001");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().required("name")).isEqualTo(told.required("name"));
        assertThat(order("official", officer, openssl.request("two"), "order-0001").code())
                .isEqualTo("operation-reused");
        for (String nobody : List.of("p-nobody", "김철수", "", account(Role.CITIZEN))) {
            assertThat(order("official", nobody, request, "order-0002").status()).isEqualTo(422);
        }
        assertThat(order("responder", officer, request, "order-0003").status()).isEqualTo(422);
        assertThat(order("official", officer, new byte[] {1}, "order-0004").code())
                .isEqualTo("bad-certificate-request");

        String name = told.required("name").stringValue();
        String key = name.substring(0, name.indexOf('-'));
        openssl.pem("root.pem", read(bytes("/journal/root")));
        openssl.pem("issuer.pem", read(bytes("/pki/" + key + ".cer")));
        openssl.pem("leaf.pem", read(told));
        assertThat(asked(openssl)).contains("Response verify OK").contains("leaf.pem: good");

        Visitor.Answer revoked =
                visitor.post(
                        ORDERS + "/" + name + "/revocation",
                        operator,
                        Map.of("reason", "key-compromise"),
                        "revoke-0001");
        assertThat(revoked.status()).isEqualTo(201);
        assertThat(revoked.json().required("good").booleanValue()).isFalse();
        assertThat(asked(openssl)).contains("Response verify OK").contains("leaf.pem: revoked");
        openssl.write("list.crl", bytes("/pki/" + key + ".crl"));
        assertThat(openssl.good("crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text"))
                .contains("Key Compromise");
        assertThat(
                        visitor.post(
                                        ORDERS + "/" + "0".repeat(40) + "-1/revocation",
                                        operator,
                                        Map.of("reason", "superseded"),
                                        "revoke-0002")
                                .code())
                .isEqualTo("certificate-unknown");
    }

    private static String asked(Openssl openssl) {
        return openssl.good(
                "ocsp",
                "-issuer",
                "issuer.pem",
                "-cert",
                "leaf.pem",
                "-url",
                office.base() + "/pki/ocsp",
                "-CAfile",
                "root.pem",
                "-verify_other",
                "issuer.pem",
                "-no_nonce",
                "-validity_period",
                "60");
    }

    @Test
    @Order(4)
    void givesPapersForKeeping() {
        String officer = token("officer", "kr-11110");
        String id =
                visitor.post("/api/v1/issuances", officer, korean(0))
                        .json()
                        .required("id")
                        .stringValue();
        String paper = "/api/v1/issuances/" + id;
        byte[] issued = visitor.get(paper + "/document", officer).body();
        Visitor.Answer kept = visitor.get(paper + "/archive", officer);
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.header("Holdfast-Archive")).startsWith("kept; as-of=");
        assertThat(kept.body()).startsWith(issued).hasSizeGreaterThan(issued.length + 4_000);
        PaperVerifier verifier = new PaperVerifier(InstantSource.system());
        TrustList trust = TrustList.read(new String(bytes("/trust"), StandardCharsets.UTF_8));
        PaperVerdict verdict = verifier.verify(kept.body(), trust, Optional.empty());
        assertThat(verdict.isGenuine()).isTrue();
        assertThat(verdict.details()).containsEntry("appended", "3").containsKey("stampedAt");
        assertThat(visitor.get(paper + "/archive", token("officer", "kr-11140")).status())
                .as("another office's officer")
                .isIn(403, 404);
        assertThat(visitor.get(paper + "/resigned", officer).code()).isEqualTo("not-resigned");
    }

    @Test
    @Order(3)
    void stampsATimeForAnybody() {
        Openssl openssl = new Openssl(folder);
        openssl.write("text", "what was said".getBytes(StandardCharsets.UTF_8));
        openssl.good("ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "query.tsq");
        byte[] stamp =
                bytes(
                        visitor.to("/pki/tsa")
                                .header("Content-Type", "application/timestamp-query")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                openssl.read("query.tsq"))));
        openssl.write("stamp.tsr", stamp);
        openssl.pem("root.pem", read(bytes("/journal/root")));
        assertThat(openssl.good("ts", "-reply", "-in", "stamp.tsr", "-text")).contains("Granted");
        assertThat(
                        openssl.good(
                                "ts",
                                "-verify",
                                "-queryfile",
                                "query.tsq",
                                "-in",
                                "stamp.tsr",
                                "-CAfile",
                                "root.pem"))
                .contains("Verification: OK");
        assertThat(
                        visitor.send(
                                        visitor.to("/pki/tsa")
                                                .header("Content-Type", "text/plain")
                                                .POST(HttpRequest.BodyPublishers.ofString("x")))
                                .status())
                .isEqualTo(415);
        assertThat(visitor.send(visitor.to("/pki/" + "0".repeat(40) + ".crl")).status())
                .isEqualTo(404);
    }
}
