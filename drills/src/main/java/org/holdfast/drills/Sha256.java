// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.holdfast.journal.Hash;

/// SHA-256.
final class Sha256 {
    private Sha256() {}

    static Hash of(byte[] bytes) {
        return Hash.of(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
