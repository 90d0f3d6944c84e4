// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.catalogue.Service;
import org.holdfast.documents.guard.FactVersion;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The facts of one household at one moment, from one store: the register, or the journal's files.
/// A person without a household has an empty one with that person alone.
///
/// @param subject whom it is about
/// @param household facts of the household; empty when there is none
/// @param members facts of the members, in the household's order
/// @param versions which versions these are
record Household(
        RecordRef subject,
        ObjectNode household,
        List<ObjectNode> members,
        List<FactVersion> versions) {

    Household {
        members = List.copyOf(members);
        versions = List.copyOf(versions);
    }

    /// From the register.
    static Household of(RecordRef subject, Optional<HouseholdView> view, RecordVersion own) {
        List<ObjectNode> members = new ArrayList<>();
        List<FactVersion> versions = new ArrayList<>();
        boolean inside =
                view.isPresent()
                        && view.get().members().stream().anyMatch(m -> m.ref().equals(subject));
        if (!inside) {
            return new Household(
                    subject, CanonicalJson.object(), List.of(own.facts()), List.of(version(own)));
        }
        HouseholdView found = view.orElseThrow();
        versions.add(version(found.household()));
        for (RecordVersion member : found.members()) {
            members.add(member.facts());
            versions.add(version(member));
        }
        return new Household(subject, found.household().facts(), members, versions);
    }

    private static FactVersion version(RecordVersion v) {
        return new FactVersion(v.ref().toString(), v.version(), v.leaf().hex());
    }

    /// From the central journal's files alone: the newest sealed entry of the subject, of the
    /// household that it names, and of each member that this names. Empty when one is missing.
    static Optional<Household> of(
            RecordRef subject, JournalFiles files, Function<RecordRef, Handle> entity) {
        Optional<StoredEntry> own =
                files.newest(entity.apply(subject)).filter(e -> e.erasedBy().isEmpty());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode facts = facts(own.get());
        String household = facts.path("household").asString("");
        if (household.isEmpty()) {
            return Optional.of(alone(subject, own.get()));
        }
        RecordRef home = RecordRef.parse(subject.householdRegister() + "/" + household);
        Optional<StoredEntry> homeEntry =
                files.newest(entity.apply(home)).filter(e -> e.erasedBy().isEmpty());
        if (homeEntry.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode homeFacts = facts(homeEntry.get());
        List<ObjectNode> members = new ArrayList<>();
        List<FactVersion> versions = new ArrayList<>();
        versions.add(version(home, homeEntry.get()));
        boolean inside = false;
        for (JsonNode id : homeFacts.path("members")) {
            RecordRef member = RecordRef.parse(subject.register() + "/" + id.asString());
            boolean self = member.equals(subject);
            Optional<StoredEntry> entry = self ? own : files.newest(entity.apply(member));
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (entry.get().erasedBy().isPresent()) {
                continue; // the register shows the household without them, too
            }
            inside |= self;
            members.add(self ? facts : facts(entry.get()));
            versions.add(version(member, entry.get()));
        }
        return Optional.of(
                inside
                        ? new Household(subject, homeFacts, members, versions)
                        : alone(subject, own.get()));
    }

    private static ObjectNode facts(StoredEntry entry) {
        if (entry.open().path("facts") instanceof ObjectNode facts) {
            return facts;
        }
        throw new IllegalStateException("entry " + entry.leafHash() + " holds no facts");
    }

    private static Household alone(RecordRef subject, StoredEntry own) {
        return new Household(
                subject,
                CanonicalJson.object(),
                List.of(facts(own)),
                List.of(version(subject, own)));
    }

    private static FactVersion version(RecordRef ref, StoredEntry entry) {
        return new FactVersion(
                ref.toString(), entry.leaf().entityVersion(), entry.leafHash().hex());
    }

    /// The versions that a paper of this service depends on: of one person, or of all.
    List<FactVersion> versions(Service service) {
        if (service.covers() == Service.Covers.HOUSEHOLD) {
            return versions;
        }
        return versions.stream().filter(v -> v.record().equals(subject.toString())).toList();
    }

    /// The facts of the subject.
    ObjectNode person() {
        return member(subject.id().toString()).orElseThrow();
    }

    /// Where the subject lives now; empty when no stay is recorded.
    JsonNode stay() {
        JsonNode stays = person().path("addresses");
        return stays.path(stays.size() - 1);
    }

    /// The same people as if they lived where another household lives: for drills, which print it
    /// to see the guard stop it.
    Household movedTo(Household other) {
        ObjectNode home = household.deepCopy();
        home.set("address", other.household.path("address"));
        List<ObjectNode> moved = new ArrayList<>();
        for (ObjectNode member : members) {
            ObjectNode copy = member.deepCopy();
            if (copy.path("addresses") instanceof ArrayNode stays && !stays.isEmpty()) {
                stays.set(stays.size() - 1, other.stay());
            }
            moved.add(copy);
        }
        return new Household(subject, home, moved, versions);
    }

    /// The facts of the head; of the subject where there is no household.
    ObjectNode head() {
        return member(household.path("head").asString("")).orElseGet(this::person);
    }

    /// The record id of the head; of the subject where there is no household.
    String headId() {
        return head().path("id").asString("");
    }

    /// The facts of a member, by record id.
    Optional<ObjectNode> member(String id) {
        return members.stream().filter(m -> m.path("id").asString("").equals(id)).findFirst();
    }

    /// Does not print facts.
    @Override
    public String toString() {
        return "Household[of " + subject + "]";
    }
}
