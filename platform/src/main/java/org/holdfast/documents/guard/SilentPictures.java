// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Pictures that were read once and say nothing: no text, no dark rectangle, no resources of their
/// own, such as the drawn seal of an office. Known by the SHA-256 of their bytes, so that what was
/// read of one paper can never stand for another's. At most [#MAX] are remembered. Thread-safe.
final class SilentPictures {
    private static final int MAX = 10_000;
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    String print(byte[] drawn) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(drawn));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isSilent(String print) {
        return silent.contains(print);
    }

    void addSilent(String print) {
        if (silent.size() < MAX) {
            silent.add(print);
        }
    }
}
