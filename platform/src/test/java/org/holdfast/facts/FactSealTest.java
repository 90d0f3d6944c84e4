// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.Openssl;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The signed answer, read as a bank reads it: by openssl, the trust file and nothing of ours.
final class FactSealTest extends AtFactOffice {
    private static JsonNode json(String part) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(part));
    }

    private static byte[] der(byte[] rs) throws Exception {
        ASN1EncodableVector both = new ASN1EncodableVector();
        both.add(new ASN1Integer(new BigInteger(1, Arrays.copyOf(rs, 32))));
        both.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(rs, 32, 64))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new DERSequence(both).getEncoded());
        return out.toByteArray();
    }

    private static byte[] pem(String base64) {
        return ("-----BEGIN CERTIFICATE-----\n"
                        + base64.replaceAll("(.{64})(?!$)", "$1\n")
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anOutsideReaderVerifiesItByTheTrustFileAlone() throws Exception {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, LIVES);
        FactChecks.Checked checked =
                given(ask(here(), consent, LIVES, lives(person, address(person))));
        String[] parts = checked.signed().split("\\.", -1);
        assertThat(parts).hasSize(3);
        JsonNode header = json(parts[0]);
        assertThat(header.path("alg").asString("")).isEqualTo("ES256");
        assertThat(header.path("typ").asString("")).isEqualTo(FactSeal.TYPE);
        JsonNode trust = JsonMapper.shared().readTree(office.keys().trust());
        String sealed =
                trust.path("seals")
                        .valueStream()
                        .filter(one -> one.path("kid").equals(header.path("kid")))
                        .findFirst()
                        .orElseThrow()
                        .path("certificate")
                        .asString();
        assertThat(header.path("x5c").get(0).asString()).isEqualTo(sealed);

        Openssl openssl = new Openssl(folder);
        openssl.write("root.pem", pem(trust.path("roots").get(0).asString()));
        openssl.write("seal.pem", pem(sealed));
        assertThat(openssl.good("verify", "-CAfile", "root.pem", "seal.pem")).contains("OK");
        openssl.write("key.pem", publicKey(openssl));
        openssl.write("signed", (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        openssl.write("signature", der(Base64.getUrlDecoder().decode(parts[2])));
        assertThat(verify(openssl, true)).contains("Verified OK");

        JsonNode said = json(parts[1]);
        assertThat(said.path("result").asString("")).isEqualTo("confirmed");
        assertThat(said.path("aud").asString("")).isEqualTo(bank.id());
        assertThat(said.path("iss").asString("")).isEqualTo("kr-11110");
        assertThat(said.path("jti").asString("")).isEqualTo(checked.id());
        assertThat(said.at("/claimed/address").asString("")).isEqualTo(address(person));
        assertThat(said.at("/asOf/index").asLong(-1)).isEqualTo(checked.asOf().index());
        assertThat(said.path("specimen").asBoolean(false)).isTrue();
        assertThat(checked.signed()).doesNotContain(consent.code());

        String forged =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("\"confirmed\"", "\"unknown\"");
        openssl.write(
                "signed",
                (parts[0]
                                + "."
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(forged.getBytes(StandardCharsets.UTF_8)))
                        .getBytes(StandardCharsets.US_ASCII));
        verify(openssl, false);
    }

    private static byte[] publicKey(Openssl openssl) {
        return openssl.good("x509", "-in", "seal.pem", "-noout", "-pubkey")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String verify(Openssl openssl, boolean good) {
        String[] words = {
            "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "signed"
        };
        return good ? openssl.good(words) : openssl.bad(words);
    }

    @Test
    void aWrongClaimDoesNotTellTheRightOne() {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, LIVES);
        FactChecks.Checked checked =
                given(ask(here(), consent, LIVES, lives(person, "서울특별시 종로구 없는길 2")));
        String said =
                new String(
                        Base64.getUrlDecoder().decode(checked.signed().split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        JsonNode last =
                person.facts().path("addresses").path(person.facts().path("addresses").size() - 1);
        assertThat(said)
                .contains("not-confirmed")
                .doesNotContain(last.path("address").asString())
                .doesNotContain(person.ref().id().toString())
                .doesNotContain(person.facts().path("number").asString());
    }
}
