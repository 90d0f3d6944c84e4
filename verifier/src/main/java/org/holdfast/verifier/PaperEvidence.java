// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What proves that a paper stood in its office's journal at a time: a receipt of its entry, and
/// the entry's content, to which the leaf is committed and which holds the hash of the file. The
/// content names the records that were printed and their entries: with it, everybody on the paper
/// can be followed in the public journal. It is for a court, not for a counter.
///
/// @param receipt its JSON
/// @param content 32 bytes of salt and then canonical JSON
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record PaperEvidence(String receipt, byte[] content) {
    /// The member `format` of such a file.
    public static final String FORMAT = "holdfast-paper-evidence-v1";

    /// Such a file is not longer than this.
    public static final int MAX_CHARS = 2 * ReceiptVerifier.MAX_CHARS;

    private static final int SALT = 32;
    private static final CBORObject LEAF_TYPE = CBORObject.FromObject(2);
    private static final CBORObject LEAF_COMMITMENT = CBORObject.FromObject(10);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// Reads a file that [#json] wrote.
    ///
    /// @throws IllegalArgumentException when it is none
    public static PaperEvidence read(String json) {
        if (json.length() > MAX_CHARS) {
            throw new IllegalArgumentException("evidence larger than " + MAX_CHARS);
        }
        try {
            JsonNode file = JSON.readTree(json);
            if (!file.path("format").asString("").equals(FORMAT)) {
                throw new IllegalArgumentException("not evidence: format is not " + FORMAT);
            }
            return new PaperEvidence(
                    file.path("receipt").toString(),
                    Base64.getDecoder().decode(file.path("content").asString("")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not evidence", e);
        }
    }

    /// The file.
    public ObjectNode json() {
        ObjectNode file = JSON.createObjectNode().put("format", FORMAT);
        file.set("receipt", JSON.readTree(receipt));
        return file.put("content", Base64.getEncoder().encodeToString(content));
    }

    /// Refuses unless this very file stood under a checkpoint that enough places saw before a
    /// moment.
    void mustProve(byte[] pdf, SealClaims claims, Instant before, TrustList trust) throws Refused {
        if (!(new ReceiptVerifier().read(receipt, trust) instanceof ReceiptReading.Proved proved)) {
            throw unproved(before, "the receipt is not genuine");
        }
        if (proved.proof().isEmpty()) {
            throw unproved(before, "the receipt is a promise alone");
        }
        if (!commits() || !isOf(pdf, claims)) {
            throw unproved(before, "the entry is not this paper's");
        }
        if (!trust.mirrors().sawBefore(proved.proof().get().checkpoint(), before, trust)) {
            throw unproved(before, "too few places saw it before");
        }
    }

    static Refused unproved(Instant since, String why) {
        return new Refused(
                Reason.KEY_COMPROMISED,
                "since " + since + "; no proof that it was there before: " + why);
    }

    /// Whether the entry of the receipt, which was verified, is a paper's with this content.
    private boolean commits() {
        byte[] leaf = Base64.getDecoder().decode(JSON.readTree(receipt).path("leaf").asString(""));
        CBORObject map =
                CBORObject.DecodeFromBytes(
                        leaf,
                        new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false"));
        CBORObject type = map.get(LEAF_TYPE);
        CBORObject commitment = map.get(LEAF_COMMITMENT);
        return type != null
                && type.equals(CBORObject.FromObject("paper"))
                && commitment != null
                && commitment.equals(CBORObject.FromObject(Certificates.sha256(content)));
    }

    private boolean isOf(byte[] pdf, SealClaims claims) {
        if (content.length <= SALT) {
            return false;
        }
        byte[] json = Arrays.copyOfRange(content, SALT, content.length);
        try {
            JsonNode facts = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            String sha256 = HexFormat.of().formatHex(Certificates.sha256(pdf));
            return facts.path("pdfSha256").asString("").equals(sha256)
                    && facts.path("id").asString("").equals(claims.entryId());
        } catch (JacksonException notJson) {
            return false;
        }
    }

    /// Gives the evidence of a paper whose key was compromised; implemented by whoever has the
    /// journal. The verifier believes nothing of it unproved.
    @FunctionalInterface
    public interface Source {
        /// Evidence from before a moment.
        Optional<PaperEvidence> of(SealClaims claims, Instant before);
    }

    /// Prints nothing of the content.
    @Override
    public String toString() {
        return "PaperEvidence[]";
    }
}
