// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.DailyHandles;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ObjectNode;

/// The names that follow from an operation, the same at every site: so one command tried at two
/// sites is one thing, and nothing is kept in memory to find it. Thread-safe.
final class FactNames {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Handles handles;
    private final DailyHandles consents;
    private final DailyHandles checks;

    FactNames(Handles handles, InstantSource clock) {
        this.handles = handles;
        this.consents = new DailyHandles(handles, "consent", clock);
        this.checks = new DailyHandles(handles, "factcheck", clock);
    }

    /// Whether text from outside can be the id of a consent, a check or an admission.
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// The handle of an operation of somebody, by what it does.
    Handle operation(String what, Principal who, OperationId operation) {
        return handles.of("operation", what + "\n" + who.id() + "\n" + operation.value());
    }

    /// The code of the consent that a command gives. Another request under the same operation id
    /// has another code.
    ConsentCode code(Handle operation, String digest) {
        return ConsentCode.of(handles.of("consent-code", operation.hex() + " " + digest));
    }

    /// The id of the consent of a code.
    String consent(ConsentCode code) {
        return handles.of("consent-id", code.text()).hex();
    }

    /// The handle by which the journal knows a consent.
    Handle consentEntry(String id) {
        return handles.of("consent-entry", id);
    }

    /// The handle by which the journal knows that a consent was withdrawn.
    Handle withdrawalEntry(String id) {
        return handles.of("consent-withdrawal", id);
    }

    /// The handle by which the journal knows a check, by its id.
    Handle checkEntry(String id) {
        return handles.of("fact-check-entry", id);
    }

    /// The handle under which everything about a party's admissions is recorded.
    Handle party(String id) {
        return handles.of("relying-party", id);
    }

    /// The handle by which the journal knows an admission, by its id.
    Handle basisEntry(String id) {
        return handles.of("legal-basis-entry", id);
    }

    /// The handle by which the journal knows that an admission was withdrawn.
    Handle basisWithdrawal(String id) {
        return handles.of("legal-basis-withdrawal", id);
    }

    /// The handle under which a consent of somebody, or its withdrawal, is recorded today.
    Handle consentsOf(RecordRef person) {
        return consents.now(person.toString());
    }

    /// Whether an entry is a consent of somebody, told without its content.
    boolean isConsentOf(RecordRef person, Leaf entry) {
        return consents.names(person.toString(), entry);
    }

    /// Consents of somebody in the node journals of all sites, newest first.
    List<StoredEntry> consentsOf(RecordRef person, NodeJournal journal, int limit, int days) {
        return consents.entries(journal, person.toString(), ConsentRecord.TYPE, limit, days);
    }

    /// The handle under which a check about somebody is recorded today.
    Handle checksOf(RecordRef person) {
        return checks.now(person.toString());
    }

    /// Checks about somebody in the node journals of all sites, newest first.
    List<StoredEntry> checksOf(RecordRef person, NodeJournal journal, int limit, int days) {
        return checks.entries(journal, person.toString(), CheckRecord.TYPE, limit, days);
    }

    static String digest(ObjectNode request) {
        try {
            byte[] text = CanonicalJson.text(request).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// A text that may be absent.
    static Optional<String> maybe(ObjectNode content, String name) {
        return Optional.of(content.path(name).asString("")).filter(text -> !text.isEmpty());
    }
}
