// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.IssueNumber;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `paper` entry: what was issued, for whom, from which versions, on which
/// request; attachment 0 is the file.
///
/// @param requestDigest hex of SHA-256 over the canonical request
/// @param pending whether a filing about somebody on it was pending or held, as it says
/// @param by id of the principal
/// @param as how the person it is about is told who made it
record PaperRecord(
        String id,
        IssueNumber number,
        String service,
        OfficeCode office,
        RecordRef subject,
        String purpose,
        ObjectNode options,
        String requestDigest,
        IssuedPaper.AsOf asOf,
        boolean pending,
        List<FactVersion> versions,
        Made made,
        String by,
        String as,
        Instant at) {

    /// The type of such entries.
    static final String TYPE = "paper";

    /// Hashes of what was made.
    record Made(String pdfSha256, String factsDigest, String factsSalt, String sealedBy) {}

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id);
        content.put("number", number.text());
        content.put("service", service);
        content.put("office", office.value());
        content.put("subject", subject.toString());
        content.put("purpose", purpose);
        content.set("options", options);
        content.put("requestDigest", requestDigest);
        ObjectNode when = content.putObject("asOf");
        when.put("origin", asOf.origin());
        when.put("index", asOf.index());
        when.put("time", asOf.time().toString());
        if (asOf.ownCopy()) {
            when.put("ownCopy", true);
        }
        if (pending) {
            content.put("filingPending", true);
        }
        ArrayNode list = content.putArray("versions");
        for (FactVersion version : versions) {
            ObjectNode one = list.addObject();
            one.put("record", version.record());
            one.put("version", version.version());
            one.put("leafHash", version.leafHash());
        }
        content.put("pdfSha256", made.pdfSha256());
        content.put("factsDigest", made.factsDigest());
        content.put("factsSalt", made.factsSalt());
        content.put("sealedBy", made.sealedBy());
        content.put("by", by);
        content.put("as", as);
        content.put("at", at.toString());
        return content;
    }

    static PaperRecord read(StoredEntry entry) {
        return read(entry.open());
    }

    static PaperRecord read(ObjectNode c) {
        JsonNode when = c.path("asOf");
        List<FactVersion> versions = new ArrayList<>();
        for (JsonNode v : c.path("versions")) {
            versions.add(
                    new FactVersion(
                            v.path("record").asString(""),
                            v.path("version").asLong(0),
                            v.path("leafHash").asString("")));
        }
        ObjectNode options =
                c.path("options") instanceof ObjectNode object ? object : CanonicalJson.object();
        return new PaperRecord(
                text(c, "id"),
                new IssueNumber(text(c, "number")),
                text(c, "service"),
                new OfficeCode(text(c, "office")),
                RecordRef.parse(text(c, "subject")),
                text(c, "purpose"),
                options,
                text(c, "requestDigest"),
                new IssuedPaper.AsOf(
                        when.path("origin").asString(""),
                        when.path("index").asLong(0),
                        Instant.parse(when.path("time").asString("")),
                        when.path("ownCopy").asBoolean(false)),
                c.path("filingPending").asBoolean(false),
                versions,
                new Made(
                        text(c, "pdfSha256"),
                        text(c, "factsDigest"),
                        text(c, "factsSalt"),
                        text(c, "sealedBy")),
                text(c, "by"),
                text(c, "as"),
                Instant.parse(text(c, "at")));
    }

    private static String text(ObjectNode content, String name) {
        return content.path(name).asString("");
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "PaperRecord[" + number + "]";
    }
}
