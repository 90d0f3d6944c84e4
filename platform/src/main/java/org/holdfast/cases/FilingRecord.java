// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The content of a `filing` entry of a node journal: a command in decided form, by whom, and what
/// its node knew then.
///
/// @param id the move's name, from which its operation follows
/// @param digest hex of SHA-256 over the canonical request
/// @param base the records it was checked upon: the household first, then its members
/// @param after the filing about the same records that the node had seen last and that was not
///   entered yet
/// @param as how the person it is about is told who filed it
record FilingRecord(
        String id,
        String service,
        OfficeCode office,
        RecordRef subject,
        Filings.Report report,
        ObjectNode options,
        String digest,
        By by,
        String as,
        List<FactVersion> base,
        Optional<After> after,
        Seen seen,
        Instant at) {
    /// The type of such entries.
    static final String TYPE = Leaf.FILING;

    /// Who filed, as the rules need it.
    record By(String id, Role role, Optional<OfficeCode> office, Optional<RecordRef> subject) {}

    /// A filing by its entry and its operation.
    record After(Hash leaf, Handle operation) {}

    /// The central journal as the node had verified it, and the last entry it read records from.
    ///
    /// @param time of the newest entry under the head
    /// @param heard up to when the copy was known to be whole
    record Seen(String origin, long size, Hash root, Instant time, Position upTo, Instant heard) {}

    FilingRecord {
        base = List.copyOf(base);
    }

    /// The handle of the operation that was filed.
    Handle operation() {
        return PaperNames.operation(id)
                .orElseThrow(() -> new IllegalArgumentException("not the name of an operation"));
    }

    /// The records it is about.
    Set<RecordRef> records() {
        Set<RecordRef> all = new LinkedHashSet<>();
        base.forEach(version -> all.add(RecordRef.parse(version.record())));
        return all;
    }

    /// The command again.
    Moves.MoveCommand command(Registers registers) {
        return new Moves.MoveCommand(
                principal(),
                office,
                new OperationId(id),
                registers.subject(subject),
                report.movers().stream().map(registers::subject).toList(),
                report.address(),
                report.detail(),
                report.movedOn(),
                report.newHead().map(registers::subject),
                options);
    }

    private Principal principal() {
        return new Principal(
                by.id(),
                by.role(),
                by.office(),
                by.subject().map(ref -> new PersonRecord(ref.register(), ref.id())),
                "");
    }

    /// Whose handles the command names.
    Map<SubjectHandle, RecordRef> handles(Registers registers) {
        Map<SubjectHandle, RecordRef> handles = new HashMap<>();
        handles.put(registers.subject(subject), subject);
        report.movers().forEach(ref -> handles.put(registers.subject(ref), ref));
        report.newHead().ifPresent(ref -> handles.put(registers.subject(ref), ref));
        return handles;
    }

    ObjectNode content() {
        ObjectNode content = CanonicalJson.object();
        content.put("id", id).put("service", service).put("office", office.value());
        content.put("subject", subject.toString());
        ArrayNode movers = content.putArray("movers");
        report.movers().forEach(ref -> movers.add(ref.toString()));
        content.put("address", report.address()).put("detail", report.detail());
        content.put("movedOn", report.movedOn().toString());
        report.newHead().ifPresent(ref -> content.put("newHead", ref.toString()));
        content.set("options", options.deepCopy());
        content.put("digest", digest);
        content.put("by", by.id()).put("role", by.role().code()).put("as", as);
        by.office().ifPresent(code -> content.put("byOffice", code.value()));
        by.subject().ifPresent(ref -> content.put("bySubject", ref.toString()));
        ArrayNode list = content.putArray("base");
        for (FactVersion version : base) {
            list.addObject()
                    .put("record", version.record())
                    .put("version", version.version())
                    .put("leafHash", version.leafHash());
        }
        after.ifPresent(one ->
                content.putObject("after")
                        .put("leaf", one.leaf().hex())
                        .put("operation", one.operation().hex()));
        content.putObject("head")
                .put("origin", seen.origin())
                .put("size", seen.size())
                .put("root", seen.root().hex())
                .put("time", seen.time().toString());
        content.putObject("asOf")
                .put("journal", seen.upTo().journal())
                .put("origin", seen.upTo().origin())
                .put("index", seen.upTo().index())
                .put("time", seen.heard().toString());
        content.put("at", at.toString());
        return content;
    }

    static FilingRecord read(StoredEntry entry) {
        return read(entry.open());
    }

    static FilingRecord read(ObjectNode c) {
        List<RecordRef> movers = new ArrayList<>();
        c.path("movers").forEach(ref -> movers.add(RecordRef.parse(ref.asString(""))));
        List<FactVersion> base = new ArrayList<>();
        for (JsonNode v : c.path("base")) {
            base.add(
                    new FactVersion(
                            text(v, "record"), v.path("version").asLong(0), text(v, "leafHash")));
        }
        ObjectNode options =
                c.path("options") instanceof ObjectNode object ? object : CanonicalJson.object();
        return new FilingRecord(
                text(c, "id"),
                text(c, "service"),
                new OfficeCode(text(c, "office")),
                RecordRef.parse(text(c, "subject")),
                new Filings.Report(
                        movers,
                        text(c, "address"),
                        text(c, "detail"),
                        LocalDate.parse(text(c, "movedOn")),
                        maybe(c, "newHead").map(RecordRef::parse)),
                options,
                text(c, "digest"),
                new By(
                        text(c, "by"),
                        Role.of(text(c, "role")),
                        maybe(c, "byOffice").map(OfficeCode::new),
                        maybe(c, "bySubject").map(RecordRef::parse)),
                text(c, "as"),
                base,
                c.path("after") instanceof ObjectNode one
                        ? Optional.of(
                                new After(
                                        Hash.ofHex(text(one, "leaf")),
                                        Handle.ofHex(text(one, "operation"))))
                        : Optional.empty(),
                seen(c.path("head"), c.path("asOf")),
                Instant.parse(text(c, "at")));
    }

    private static Seen seen(JsonNode head, JsonNode asOf) {
        return new Seen(
                text(head, "origin"),
                head.path("size").asLong(0),
                Hash.ofHex(text(head, "root")),
                Instant.parse(text(head, "time")),
                new Position(
                        text(asOf, "journal"), text(asOf, "origin"), asOf.path("index").asLong(0)),
                Instant.parse(text(asOf, "time")));
    }

    /// When it was made, as far as others can tell.
    ///
    /// @param notAfter as far as it is known
    FilingTime time(Optional<Instant> notAfter, ZoneId zone) {
        return new FilingTime(seen.time(), at, notAfter, zone);
    }

    /// Whose clock says that it vouched for this earlier than so is wrong.
    Instant earliest() {
        return seen.time().minus(FilingTime.ONE_CLOCK);
    }

    private static String text(JsonNode content, String name) {
        return content.path(name).asString("");
    }

    private static Optional<String> maybe(JsonNode content, String name) {
        return Optional.of(text(content, name)).filter(text -> !text.isEmpty());
    }

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "FilingRecord[" + id + "]";
    }
}
