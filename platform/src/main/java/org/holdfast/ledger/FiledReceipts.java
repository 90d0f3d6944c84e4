// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.journal.TlogProof;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.PromiseKey;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.FoldedIndex.Place;
import org.holdfast.ledger.SqlRows.Row;
import org.holdfast.verifier.ReceiptWords;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Receipts from the journals' files; from the rows for a change that is not sequenced yet.
final class FiledReceipts implements Receipts {
    private static final String PROMISE = "holdfast-promise-v1\n";
    private static final String PROMISE_2 = "holdfast-promise-v2\n";
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final Series node;
    private final Series central;
    private final List<PeerJournal> peers;
    private final Optional<Mirroring.Place> self;
    private final Database database;
    private final Surroundings around;
    private final FiledMirroring mirroring;

    /// Where entries are looked for.
    ///
    /// @param peers what other sites' nodes have written
    /// @param self this site as their mirror
    record Where(
            Series node, Series central, List<PeerJournal> peers, Optional<Mirroring.Place> self) {}

    FiledReceipts(Where where, Database database, Surroundings around, FiledMirroring mirroring) {
        this.mirroring = mirroring;
        this.node = where.node();
        this.central = where.central();
        this.peers = where.peers();
        this.self = where.self();
        this.database = database;
        this.around = around;
    }

    @Override
    public Optional<Receipt> of(Hash leaf) {
        return filed(node, leaf)
                .or(() -> filed(central, leaf))
                .or(() -> peers.stream().flatMap(peer -> filed(peer, leaf).stream()).findFirst())
                .or(() -> committed(leaf))
                // Between two looks the sequencer may have moved it from the rows to the files.
                .or(() -> filed(central, leaf));
    }

    @Override
    public Optional<Receipt> before(Hash leaf, Instant moment) {
        Function<Chapter, Optional<SignedNote>> then =
                chapter -> mirroring.mirroredBefore(chapter.name(), moment);
        return filed(node, leaf, then)
                .or(() -> filed(central, leaf, then))
                .filter(receipt -> receipt.grade() == Receipt.Grade.MIRRORED);
    }

    @Override
    public Optional<Instant> cosigned(Hash leaf, Instant earliest) {
        Optional<Place> own = node.index().byLeaf(leaf);
        if (own.isPresent()) {
            return mirroring.cosigned(node.chapter(own.get()), own.get(), earliest);
        }
        return peers.stream()
                .flatMap(peer ->
                        peer.index().byLeaf(leaf).stream()
                                .flatMap(place -> peer.cosigned(place, earliest).stream()))
                .min(Comparator.naturalOrder());
    }

    private Optional<Receipt> filed(FiledJournal journal, Hash leaf) {
        return filed(journal, leaf, this::mirrored);
    }

    private Optional<Receipt> filed(
            FiledJournal series, Hash leaf, Function<Chapter, Optional<SignedNote>> mirrored) {
        Optional<Place> place = series.index().byLeaf(leaf);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Chapter chapter = series.chapter(place.get());
        EntryIndex index = new EntryIndex(place.get().index());
        Stored stored = chapter.directory().read(index);
        if (!stored.leafHash().equals(leaf)) {
            return Optional.empty();
        }
        Optional<Position> position = chapter.position(index.value());
        NewEntry entry = new NewEntry(stored.entry(), stored.blobs());
        Optional<SignedNote> cosigned =
                mirrored.apply(chapter)
                        .filter(note -> Checkpoint.parse(note.text()).size().covers(index));
        Optional<TlogProof> proof =
                position.map(_ ->
                        cosigned.map(note -> chapter.directory().proof(index, note))
                                .orElseGet(() -> chapter.directory().proof(index)));
        List<String> places = cosigned.map(this::cosigners).orElse(List.of());
        return Optional.of(receipt(chapter, entry, position, proof, places));
    }

    private Optional<SignedNote> mirrored(Chapter chapter) {
        return mirroring
                .mirrored(chapter.name())
                .or(() -> chapter.directory().checkpoint().filter(this::isMine));
    }

    /// Another site has written it, and this one has cosigned it as its mirror: two places.
    private boolean isMine(SignedNote note) {
        return self.filter(place -> carries(note, place)).isPresent() && mirroring.needed() == 1;
    }

    private static boolean carries(SignedNote note, Mirroring.Place place) {
        return note.signatures().stream()
                .anyMatch(line -> line.name().equals(place.name() + "/mirror"));
    }

    private List<String> cosigners(SignedNote note) {
        List<String> known = new ArrayList<>(mirroring.cosigners(note));
        self.filter(place -> carries(note, place)).ifPresent(place -> known.add(place.name()));
        return known;
    }

    private Optional<Receipt> committed(Hash leaf) {
        Chapter chapter = central.current();
        // Not the signed size: an entry below that may not be in the index yet, and would be
        // found in neither.
        Place indexed = central.index().last();
        Optional<Row> row =
                database.pulse()
                        .ask(() ->
                                database.inTransaction(tx ->
                                        SqlRows.waiting(tx, leaf)
                                                .or(() -> SqlRows.kept(tx, indexed, leaf))));
        return row.map(found ->
                receipt(chapter, found.stored(), Optional.empty(), Optional.empty(), List.of()));
    }

    private Receipt receipt(
            Chapter chapter,
            NewEntry entry,
            Optional<Position> position,
            Optional<TlogProof> proof,
            List<String> places) {
        Receipt.Grade grade =
                !places.isEmpty()
                        ? Receipt.Grade.MIRRORED
                        : position.isPresent() ? Receipt.Grade.SEALED : Receipt.Grade.PROMISED;
        Hash leaf = entry.leafHash();
        ObjectNode json = CanonicalJson.object().put("grade", grade.code());
        byte[] payload = entry.blobs().getFirst();
        boolean erased = position.isPresent() && covered(entry, leaf);
        says(json.putObject("says"), grade, erased);
        json.put("leaf", BASE64.encodeToString(entry.entry())).put("leafHash", leaf.hex());
        json.putObject("journal")
                .put("name", chapter.name())
                .put("origin", chapter.origin())
                .put("vkey", chapter.directory().verifier().vkey())
                .put("href", "/journal/" + chapter.name())
                .put("certificate", BASE64.encodeToString(chapter.certificate()));
        position.ifPresent(place -> json.put("index", place.index()));
        if (!places.isEmpty()) {
            ArrayNode list = json.putArray("places");
            places.forEach(list::add);
        }
        proof.ifPresent(text -> json.put("proof", text.text()));
        if (erased) {
            json.put("erased", true);
        } else if (Envelopes.sha256(payload).equals(Leaf.decode(entry.entry()).payload())) {
            json.put("payload", BASE64.encodeToString(payload));
        }
        Optional<DataKeys.Recoverable> recovery =
                erased ? Optional.empty() : recoverable(entry.entry());
        recovery.ifPresent(sealed ->
                json.putObject("recovery")
                        .put("key", sealed.key())
                        .put("sealed", BASE64.encodeToString(sealed.sealed())));
        promise(leaf, recovery, json.putObject("promise"));
        return new Receipt(grade, leaf, position, proof, json);
    }

    /// An act that is sealed counts, whether or not it has been carried out: nothing of the entry
    /// is handed out any more. Bytes that are zero without one are damage, and are left out too.
    private boolean covered(NewEntry entry, Hash leaf) {
        return node.act(Leaf.decode(entry.entry()), leaf).isPresent();
    }

    private static void says(ObjectNode says, Receipt.Grade grade, boolean erased) {
        Map<String, String> words = ReceiptWords.of(grade.code(), erased).orElseThrow();
        for (String language : List.of("ko", "ja", "en")) {
            says.put(language, words.get(language));
        }
    }

    private Optional<DataKeys.Recoverable> recoverable(byte[] entry) {
        return Leaf.decode(entry).key().flatMap(around.keys().dataKeys()::recoverable);
    }

    private void promise(Hash leaf, Optional<DataKeys.Recoverable> recovery, ObjectNode promise) {
        PromiseKey key = around.keys().promises();
        String time = around.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String text =
                recovery.map(sealed ->
                                PROMISE_2
                                        + leaf.hex()
                                        + "\n"
                                        + time
                                        + "\n"
                                        + sealed.key()
                                        + "\n"
                                        + Envelopes.sha256(sealed.sealed()).hex()
                                        + "\n")
                        .orElse(PROMISE + leaf.hex() + "\n" + time + "\n");
        try {
            Signature signing = Providers.signature("SHA256withECDSA");
            signing.initSign(key.key());
            signing.update(text.getBytes(StandardCharsets.UTF_8));
            promise.put("time", time)
                    .put("signature", BASE64.encodeToString(signing.sign()))
                    .put("certificate", BASE64.encodeToString(key.certificate().getEncoded()));
        } catch (GeneralSecurityException fault) {
            throw new LedgerFault(LedgerFault.Code.STOPPED, "cannot sign a promise", fault);
        }
    }
}
