// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.verifier.reconcile.ReconcileRun;

/// After a disaster: what is safe, what is lost, and what nobody can know, from copies of journals
/// and from receipts. Needs no key that opens anything, no database and no office; believes nothing
/// but the roots and mirrors in the trust file. Reads only. docs/reconcile.md says what each line
/// of the answer means and how it follows from the evidence.
public final class Reconciliation {
    private Reconciliation() {}

    /// What is left.
    ///
    /// @param copies folders of mirrors, or of an office's journals; their order counts
    /// @param receipts a folder of receipts as people downloaded them
    /// @param trustSha256 of the trust file's bytes, for the statement
    public record Given(
            List<Path> copies, Optional<Path> receipts, TrustList trust, String trustSha256) {
        public Given {
            copies = List.copyOf(copies);
        }
    }

    /// Hears how far it has come.
    public interface Progress {
        /// Hears nothing.
        Progress SILENT =
                new Progress() {
                    @Override
                    public void step(String words) {}

                    @Override
                    public void entries(String journal, long done, long of) {}
                };

        /// Another part begins.
        void step(String words);

        /// So many entries of a journal were judged.
        void entries(String journal, long done, long of);
    }

    /// Reads everything that is left and says what follows from it. The same evidence and time give
    /// the same statement.
    ///
    /// @param made the time that the statement carries; nothing is judged by it
    /// @throws IOException when something that was given is not there; in words for people
    public static Statement of(Given given, Instant made, Progress progress) throws IOException {
        return new ReconcileRun(given, progress).run(made);
    }
}
