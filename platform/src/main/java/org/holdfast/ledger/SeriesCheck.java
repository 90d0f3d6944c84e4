// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.JournalVerifier;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.Stored;
import org.holdfast.keys.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Checks the origins of one journal, oldest first. Not thread-safe.
final class SeriesCheck {
    private record Tip(long version, Hash leaf) {}

    private record Ended(Checkpoint head, List<Hash> tail) {}

    private final X509Certificate root;
    private final boolean chained;
    private final StateClaims states;
    private final List<String> faults;
    private final ErasureCheck erasures;
    private final Map<Handle, Tip> tips = new HashMap<>();
    private final Map<Integer, List<Hash>> leaves = new TreeMap<>();
    private @Nullable Ended before;

    SeriesCheck(
            X509Certificate root,
            boolean chained,
            StateClaims states,
            ErasureCheck erasures,
            List<String> faults) {
        this.erasures = erasures;
        this.root = root;
        this.chained = chained;
        this.states = states;
        this.faults = faults;
    }

    /// Signed leaf hashes by origin.
    Map<Integer, List<Hash>> leaves() {
        return leaves;
    }

    /// The signed size, when the origin could be checked at all.
    Optional<Long> check(int number, String name, Path path) {
        try (JournalDirectory directory = JournalDirectory.openForReading(path)) {
            Stored first = directory.read(new EntryIndex(0));
            NoteVerifier key = certified(name, directory.origin(), first.blobs().get(1));
            List<Hash> signed = new ArrayList<>();
            Checkpoint head =
                    new JournalVerifier(key, (entry, _) -> signed.add(entry(name, entry)))
                            .verify(path)
                            .head();
            opening(name, first);
            carried(name, signed);
            for (long i = 0; i < signed.size(); ) {
                for (Stored stored : directory.readOn(new EntryIndex(i))) {
                    if (i++ < signed.size()) {
                        blobs(name, stored);
                    }
                }
            }
            leaves.put(number, signed);
            List<Hash> tail = new ArrayList<>();
            for (long i = head.size().value(); i < directory.durableSize().value(); i++) {
                tail.add(directory.read(new EntryIndex(i)).leafHash());
            }
            before = new Ended(head, tail);
            return Optional.of(head.size().value());
        } catch (JournalFault
                | JournalRefusal
                | LedgerFault
                | IllegalArgumentException
                | GeneralSecurityException wrong) {
            faults.add(name + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private NoteVerifier certified(String name, String origin, byte[] der)
            throws GeneralSecurityException {
        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
        certificate.verify(root.getPublicKey());
        if (!certificate.getSubjectX500Principal().getName().equals("CN=" + origin)) {
            faults.add(name + ": the key's certificate is of another origin than " + origin);
        }
        return NoteVerifier.of(origin, certificate.getPublicKey());
    }

    private Hash entry(String name, JournalEntry entry) {
        Leaf leaf = Leaf.decode(entry.entry());
        Hash hash = entry.leafHash();
        boolean first = entry.index().value() == 0;
        if (leaf.type().equals(Leaf.OPENING) != first) {
            faults.add(name + ": entry " + entry.index() + " is of type " + leaf.type());
        }
        Tip tip = tips.get(leaf.entity());
        boolean chainedHere = chained && !first;
        if (chainedHere) {
            Optional<Hash> expected = Optional.ofNullable(tip).map(Tip::leaf);
            long version = tip == null ? 1 : tip.version() + 1;
            if (!leaf.previous().equals(expected) || leaf.entityVersion() != version) {
                faults.add(
                        name
                                + ": entry "
                                + entry.index()
                                + " does not continue its entity's chain");
            }
        }
        tips.put(leaf.entity(), new Tip(leaf.entityVersion(), hash));
        states.entry(leaf, hash);
        return hash;
    }

    private void opening(String name, Stored stored) {
        ObjectNode facts = Envelopes.facts(Leaf.decode(stored.entry()), stored.blobs().getFirst());
        Ended last = before;
        boolean names = facts.has("previous");
        if (last == null || !names) {
            if (last != null) {
                faults.add(name + ": its opening entry names no origin before it, though there is");
            } else if (names) {
                String missing = facts.required("previous").required("origin").stringValue();
                faults.add(name + ": its opening entry follows " + missing + ", which is missing");
            }
            return;
        }
        Checkpoint head = last.head();
        boolean same =
                facts.required("previous").required("origin").stringValue().equals(head.origin())
                        && facts.required("previous").required("size").longValue()
                                == head.size().value()
                        && facts.required("previous")
                                .required("root")
                                .stringValue()
                                .equals(head.root().hex());
        if (!same) {
            faults.add(
                    "%s: its opening entry follows %s at size %d; the files before it end with %s at"
                                    .formatted(
                                            name,
                                            facts.required("previous")
                                                    .required("origin")
                                                    .stringValue(),
                                            facts.required("previous").required("size").longValue(),
                                            head.origin())
                            + " size "
                            + head.size().value());
        }
    }

    /// What the last origin had without a signature must come right behind the opening entry.
    private void carried(String name, List<Hash> signed) {
        Ended last = before;
        if (last == null) {
            return;
        }
        List<Hash> tail = last.tail();
        if (signed.size() < 1 + tail.size() || !signed.subList(1, 1 + tail.size()).equals(tail)) {
            faults.add(name + ": the unsigned tail of the last origin was not carried over");
        }
    }

    private void blobs(String name, Stored stored) {
        Leaf leaf = Leaf.decode(stored.entry());
        if (erasures.check(name, leaf, stored) && !StoredBlobs.own(stored)) {
            faults.add(name + ": the blobs of entry " + stored.index() + " are not its own");
        }
    }
}
