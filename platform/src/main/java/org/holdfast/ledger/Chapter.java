// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Optional;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.keys.Providers;

/// One numbered origin of a journal: its folder, and the certificate of its key. Thread-safe.
record Chapter(int number, String name, JournalDirectory directory) {
    private static final int CERTIFICATE = 1;

    String origin() {
        return directory.origin();
    }

    boolean sealed(long index) {
        return directory.signedSize().covers(new EntryIndex(index));
    }

    Optional<Position> position(long index) {
        return sealed(index) ? Optional.of(new Position(name, origin(), index)) : Optional.empty();
    }

    /// The last signed head; every published origin has one.
    Head head() {
        return directory
                .head()
                .map(head -> new Head(name, origin(), head.size().value(), head.root()))
                .orElseThrow(() -> new IllegalStateException(name + " has no checkpoint"));
    }

    /// The DER of the certificate of this origin's key, as its opening entry holds it.
    byte[] certificate() {
        return directory.read(new EntryIndex(0)).blobs().get(CERTIFICATE);
    }

    /// The content of the opening entry, which has no key: salt and JSON.
    byte[] openingContent() {
        return directory.read(new EntryIndex(0)).blobs().getFirst();
    }

    Hash opening() {
        return directory.read(new EntryIndex(0)).leafHash();
    }

    /// A key for a new origin; it lives in memory only.
    static KeyPair freshKey() {
        try {
            return Providers.generator("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException fault) {
            throw new LedgerFault(LedgerFault.Code.REFUSED_START, "no Ed25519 key", fault);
        }
    }
}
