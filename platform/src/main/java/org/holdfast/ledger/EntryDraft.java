// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// What is to be recorded: decided facts, never a request.
///
/// @param type lower-case letters, at most 20; `record`, `paper`, `look`, `withdrawal`, `filing`,
///   `filed`, `block`, `lift`, `login`, `passkey`, `passkeyend`, `outside`, `outsideend`,
///   `loginhandover`, `settings`, `switchover`, `issuer`, `responder`, `certificate`, `revocation`,
///   `consent`, `consentwithdrawal`, `factcheck`, `basis`, `basiswithdrawal`, `account`,
///   `accountend`, `accountask`, `accountagree`, `service`, `serviceend`, `servicegrant`,
///   `servicegrantend`, `servicelogin`, `outsidecert`, `outsidecertend`, `rekey`, `rekeykeys`,
///   `archivestamp`, `resigned`, `sitelost`, `sitefound`; the type is readable in the journal
/// @param entity opaque name of what the entry is about
/// @param entityVersion from 1 for what has versions, 0 for what has none
/// @param previous leaf hash of the entity's previous entry; absent for the first
/// @param key encrypts content and attachments; absent only when both are public for ever
/// @param content integers, text, booleans, lists and objects only; see [CanonicalJson]
/// @param operation opaque name of the operation that made it
public record EntryDraft(
        String type,
        OfficeCode office,
        Handle entity,
        long entityVersion,
        Optional<Hash> previous,
        Optional<DataKey> key,
        ObjectNode content,
        Optional<Handle> operation) {
    public EntryDraft {
        if (!Leaf.isType(type) || type.equals(Leaf.OPENING) || type.equals(Leaf.STATE)) {
            throw new IllegalArgumentException(
                    "type: expected 1 to 20 of a-z, not opening or state");
        }
        if (entityVersion < 0) {
            throw new IllegalArgumentException(
                    "entityVersion: expected 0 or more, found " + entityVersion);
        }
    }
}
