// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.documents.pdf.Appendix;
import org.holdfast.documents.pdf.PadesSigner;
import org.holdfast.keys.SealKey;

/// Appends to finished papers what keeps them verifiable (ISO 32000-1 §7.5.6): nothing that it
/// appends draws anything, and not one byte of what is there changes. Stateless; opens no socket.
public final class Revisions {
    private Revisions() {}

    /// One thing to append, a revision of its own.
    public sealed interface Addition {
        /// A further signature over everything before (PAdES baseline B).
        record Signature(SealKey key, Instant at) implements Addition {}

        /// What a verifier needs of authorities (ETSI EN 319 142-1 §5.4.2); joins what was kept
        /// before. Counts only under a signature or a time stamp behind it.
        ///
        /// @param answers OCSP responses, DER
        /// @param lists revocation lists, DER
        record Evidence(
                List<X509Certificate> certificates, List<byte[]> answers, List<byte[]> lists)
                implements Addition {
            public Evidence {
                certificates = List.copyOf(certificates);
                answers = List.copyOf(answers);
                lists = List.copyOf(lists);
            }
        }

        /// A time over everything before (ETSI EN 319 142-1 §5.4.3).
        record TimeStamp(Stamps stamps) implements Addition {}
    }

    /// Who stamps times.
    @FunctionalInterface
    public interface Stamps {
        /// A time stamp token (RFC 3161) over content with this SHA-256, DER; empty while there is
        /// no time to be sure of.
        Optional<byte[]> token(byte[] sha256);
    }

    /// Appends in this order.
    ///
    /// @param file a paper, or a paper with what was appended before
    /// @return the bytes that belong behind `file`; empty when a time was asked for and there is
    ///   none
    /// @throws IllegalArgumentException when the file is not one that is written here
    public static Optional<byte[]> append(byte[] file, List<Addition> additions) {
        Appendix appendix = new Appendix(file);
        try {
            additions.forEach(addition -> add(appendix, addition));
        } catch (NoTime none) {
            return Optional.empty();
        }
        return Optional.of(appendix.suffix());
    }

    private static void add(Appendix appendix, Addition addition) {
        switch (addition) {
            case Addition.Signature(SealKey key, Instant at) ->
                    appendix.sign(new PadesSigner(key), at);
            case Addition.Evidence(var certificates, var answers, var lists) ->
                    appendix.keep(der(certificates), answers, lists);
            case Addition.TimeStamp(Stamps stamps) ->
                    appendix.stamp(digest -> stamps.token(digest).orElseThrow(NoTime::new));
        }
    }

    private static List<byte[]> der(List<X509Certificate> certificates) {
        List<byte[]> all = new ArrayList<>();
        try {
            for (X509Certificate certificate : certificates) {
                all.add(certificate.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without its encoding", e);
        }
        return all;
    }

    /// Leaves [#append] only as an empty answer.
    private static final class NoTime extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoTime() {
            super("no time to be sure of", null, false, false);
        }
    }
}
