// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.tsp.ArchiveTimeStamp;
import org.bouncycastle.asn1.tsp.EvidenceRecord;
import org.bouncycastle.asn1.tsp.PartialHashtree;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/// Writes evidence records (RFC 4998 §3): that one file was there when a time stamp was made.
final class EvidenceRecords {
    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    private EvidenceRecords() {}

    /// The record of one leaf, DER.
    ///
    /// @param sorted the leaves of the tree
    /// @param index of the leaf
    /// @param token the time stamp over the tree's root, DER
    static byte[] of(byte[] sorted, int index, byte[] token) {
        List<List<byte[]>> steps = HashTree.of(sorted).reduced(index);
        ContentInfo stamp = ContentInfo.getInstance(token);
        ArchiveTimeStamp archived =
                steps.isEmpty()
                        ? new ArchiveTimeStamp(stamp)
                        : new ArchiveTimeStamp(SHA256, trees(steps), stamp);
        try {
            return new EvidenceRecord(null, null, archived).getEncoded(ASN1Encoding.DER);
        } catch (IOException bug) {
            throw new UncheckedIOException(bug);
        }
    }

    private static PartialHashtree[] trees(List<List<byte[]>> steps) {
        PartialHashtree[] trees = new PartialHashtree[steps.size()];
        for (int i = 0; i < trees.length; i++) {
            trees[i] = new PartialHashtree(steps.get(i).toArray(byte[][]::new));
        }
        return trees;
    }
}
