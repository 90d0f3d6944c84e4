// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/// Private keys that this site keeps beside those for papers, promises and journals, such as those
/// of its authorities; each site has its own. They rest encrypted by the master key. Thread-safe.
public interface KeptKeys {
    /// Makes a key (ECDSA P-256); durable when it returns.
    ///
    /// @param use such as `authority officials`
    Kept make(String use);

    /// All of a use, oldest first.
    List<Kept> all(String use);

    /// A key pair.
    record Kept(PrivateKey key, PublicKey publicKey) {
        /// Does not print the key.
        @Override
        public String toString() {
            return "Kept[" + publicKey.getAlgorithm() + "]";
        }
    }
}
