// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.journal.Cosignature;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.SignedNote;
import tools.jackson.databind.JsonNode;

/// The mirrors that the reader's trust file names, and how many of them vouch for a checkpoint.
final class Mirrors {
    private final List<Mirror> all;

    private Mirrors(List<Mirror> all) {
        this.all = List.copyOf(all);
    }

    /// One mirror: what it is called, and the vkeys of its cosignatures as a mirror and a witness.
    ///
    /// @param site whether it is one of the office's own sites, of which one has written each entry
    record Mirror(String name, String mirror, String witness, boolean site) {}

    static Mirrors none() {
        return new Mirrors(List.of());
    }

    /// Reads the member `mirrors` of a trust file; a missing one is none at all.
    static Mirrors read(JsonNode list) {
        List<Mirror> all = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (JsonNode one : list) {
            Mirror mirror =
                    new Mirror(
                            one.path("name").asString(""),
                            one.path("mirror").asString(""),
                            one.path("witness").asString(""),
                            one.path("site").asBoolean(false));
            if (mirror.name().isEmpty()
                    || mirror.mirror().isEmpty()
                    || mirror.witness().isEmpty()
                    || !names.add(mirror.name())) {
                throw new IllegalArgumentException("a mirror without a name of its own or keys");
            }
            all.add(mirror);
        }
        return new Mirrors(all);
    }

    /// The valid cosignatures on a checkpoint; a key of another name than its mirror's counts for
    /// nothing.
    List<Cosignature> cosignatures(SignedNote checkpoint) {
        List<Cosignature> valid = new ArrayList<>();
        for (Mirror one : all) {
            cosignature(one.mirror(), one.name() + "/mirror", checkpoint).ifPresent(valid::add);
            cosignature(one.witness(), one.name() + "/witness", checkpoint).ifPresent(valid::add);
        }
        return valid;
    }

    private static Optional<Cosignature> cosignature(
            String vkey, String name, SignedNote checkpoint) {
        try {
            CosignatureVerifier key = CosignatureVerifier.parse(vkey);
            return key.name().equals(name) ? Optional.of(key.verify(checkpoint)) : Optional.empty();
        } catch (JournalRefusal _) {
            return Optional.empty();
        }
    }

    /// The named places that the trust file knows, when these are at least half of its mirrors,
    /// rounded up, and all of them keep what the checkpoint covers; else none. A receipt and the
    /// trust file it is read with are not of one day: places that were enough when it was made may
    /// be too few by now, and a place that the file does not know yet proves nothing and is no lie.
    ///
    /// @throws Refused when no place is named, or one that the file knows and that does not vouch
    List<String> enough(
            List<String> places,
            SignedNote checkpoint,
            Compromises compromises,
            SignatureSource source)
            throws Refused {
        Set<String> vouching = vouching(checkpoint, source);
        List<String> known = places.stream().filter(place -> knows(place, compromises)).toList();
        if (places.isEmpty() || !vouching.containsAll(known)) {
            throw new Refused(
                    Reason.RECEIPT_CLAIMS_WRONG,
                    "mirrored: %d of %d mirrors vouch for it, not all that are named"
                            .formatted(vouching.size(), all.size()));
        }
        return known.size() >= needed() ? known : List.of();
    }

    /// Whether enough places saw this checkpoint before a moment: as many as vouch for a mirrored
    /// receipt, each with a mirror's or witness's key that nobody compromised. A place whose clock
    /// is slow would say "before" of what came after, so its time counts only when it is earlier by
    /// the difference that clocks may have.
    boolean sawBefore(SignedNote checkpoint, Instant moment, TrustList trust) {
        long latest = moment.minus(SealVerifier.CLOCK_DIFFERENCE).getEpochSecond();
        long places =
                all.stream()
                        .filter(one ->
                                saw(one.mirror(), one.name() + "/mirror", checkpoint, latest, trust)
                                        || saw(
                                                one.witness(),
                                                one.name() + "/witness",
                                                checkpoint,
                                                latest,
                                                trust))
                        .count();
        return places > 0 && places >= needed();
    }

    private static boolean saw(
            String vkey, String name, SignedNote checkpoint, long latest, TrustList trust) {
        Optional<Cosignature> seen = cosignature(vkey, name, checkpoint);
        return seen.filter(one -> one.time() < latest).isPresent()
                && !isCompromised(vkey, trust.compromises());
    }

    /// A place whose mirror's key is in other hands vouches for nothing, as one that is not known.
    private boolean knows(String place, Compromises compromises) {
        return all.stream()
                .filter(one -> one.name().equals(place))
                .anyMatch(one -> !isCompromised(one.mirror(), compromises));
    }

    private static boolean isCompromised(String vkey, Compromises compromises) {
        try {
            return compromises.names(CosignatureVerifier.parse(vkey).publicKey());
        } catch (JournalRefusal notAKey) {
            return false;
        }
    }

    /// With the writer's place more than half of all places. Where the office has several sites the
    /// writer is one of them, and does not cosign what it writes.
    private int needed() {
        boolean sites = all.stream().anyMatch(Mirror::site);
        int others = sites ? all.size() - 1 : all.size();
        return (others + 1) / 2;
    }

    /// The names of the mirrors with a valid cosignature on the checkpoint. A line that claims a
    /// mirror's key and does not verify makes nobody vouch.
    private Set<String> vouching(SignedNote checkpoint, SignatureSource source) throws Refused {
        Set<String> names = new TreeSet<>();
        for (Mirror one : all) {
            try {
                CosignatureVerifier key = CosignatureVerifier.parse(one.mirror());
                if (key.name().equals(one.name() + "/mirror")) {
                    key.through(source.given()).verify(checkpoint);
                    names.add(one.name());
                }
            } catch (JournalRefusal refused) {
                if (refused.reason() != JournalRefusal.Reason.SIGNATURE_MISSING) {
                    throw new Refused(
                            Reason.RECEIPT_CLAIMS_WRONG,
                            "cosignature of " + one.name() + ": " + refused.reason());
                }
            }
        }
        return names;
    }
}
