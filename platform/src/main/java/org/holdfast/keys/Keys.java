// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.crypto.SecretKey;
import org.holdfast.offices.Offices;

/// Everything about keys that this site has, opened from its keys folder. Thread-safe.
public interface Keys extends AutoCloseable {
    /// Opens the keys folder of this site; makes secret, root and node key at first start. The
    /// caller holds the lock of the data folder.
    static Keys open(
            KeysSettings settings, Offices offices, InstantSource clock, SecureRandom random) {
        return new LocalKeys(settings, offices, clock, random);
    }

    /// Gives another site of the same office what all its sites share: the master secret, the root
    /// and the office's id. Everything else that site makes for itself. Does nothing when it has
    /// them; durable when it returns.
    ///
    /// @throws KeysFault with `ALTERED` when the other folder is of another office
    static void share(Path from, Path to) {
        SharedKeys.copy(from, to);
    }

    /// Gives another site of the same office every data key that this one has, and erases there
    /// what was erased here. An office may run on `from`, which is read in short turns; none may on
    /// `to`. What `to` has stays; stopped at any point, it is done again by the same call. Nothing
    /// is done when `from` has no store.
    ///
    /// @return how many keys were left out, since they were altered in the store of `from`
    /// @throws KeysFault with `STORE` when one of the stores cannot be read or written, with
    ///   `ALTERED` when `to` has not the secret of `from` ([#share])
    static long shareDataKeys(Path from, Path to, InstantSource clock, SecureRandom random) {
        return SharedKeys.copyDataKeys(from, to, clock, random);
    }

    /// Eight hexadecimal digits, drawn at first start; part of every origin.
    String site();

    RootAuthority root();

    Seals seals();

    PromiseKey promises();

    DataKeys dataKeys();

    /// Keys of this site's own for other uses.
    KeptKeys kept();

    Handles handles();

    /// A secret of 256 bits for one named use (such as `sessions`), the same at every start.
    SecretKey secret(String use);

    /// What others need to verify papers, receipts and journals of this site: `trust.json`. The
    /// same text until something more is certified.
    String trust();

    /// Runs this after each new certificate is kept and before its key is first used, so that
    /// nothing is signed that the published list does not know. When it fails, the key is not used;
    /// the next try makes another. One at a time per office, else together.
    void whenCertified(Runnable publish);

    /// The mirrors that the trust file names from now on: readers count their cosignatures.
    /// Published as a new certificate is.
    void mirrors(List<Mirror> all);

    /// A place that keeps a copy of the journals, and its two cosignature keys (vkeys).
    ///
    /// @param site whether it is one of this office's own sites, which write and mirror each other
    record Mirror(String name, String mirror, String witness, boolean site) {}

    @Override
    void close();
}
