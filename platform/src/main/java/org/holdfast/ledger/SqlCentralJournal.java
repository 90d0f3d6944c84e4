// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.FoldedIndex.Place;

/// The central journal on PostgreSQL and files.
final class SqlCentralJournal implements CentralJournal, JournalFiles {
    private static final Pattern READER = Pattern.compile("[a-z][a-z-]{0,39}");

    /// Bytes of one payload, so that a whole round fits in memory.
    private static final int MOST_PAYLOAD = 1 << 20;

    private final Series series;
    private final Sequencing sequencing;
    private final Awaited awaited;
    private final Envelopes envelopes;
    private final WaitingBound bound;
    private final Optional<SqlKeys> keys;
    private final Optional<HeadStore> heads;

    /// @param bound of what may wait
    /// @param keys takes each entry's wrapped key beside its row; for one of several sites
    /// @param heads where the head is agreed upon
    SqlCentralJournal(
            Series series,
            Sequencing sequencing,
            Awaited awaited,
            Envelopes envelopes,
            WaitingBound bound,
            Optional<SqlKeys> keys,
            Optional<HeadStore> heads) {
        this.bound = bound;
        this.heads = heads;
        this.keys = keys;
        this.series = series;
        this.sequencing = sequencing;
        this.awaited = awaited;
        this.envelopes = envelopes;
    }

    @Override
    public Hash append(Tx tx, EntryDraft draft) {
        bound.requireRoom(tx);
        Envelope envelope = close(draft);
        keys.ifPresent(
                beside -> draft.key().ifPresent(key -> beside.beside(tx, List.of(key.id()))));
        SqlRows.insert(tx, envelope);
        tx.afterCommit(sequencing::wake);
        return envelope.hash();
    }

    @Override
    public List<Hash> appendAll(Tx tx, List<EntryDraft> drafts) {
        bound.awaitRoom(tx);
        List<Envelope> closed = drafts.stream().map(this::close).toList();
        keys.ifPresent(beside ->
                beside.beside(
                        tx,
                        drafts.stream()
                                .flatMap(draft -> draft.key().stream())
                                .map(DataKey::id)
                                .toList()));
        SqlRows.insertAll(tx, closed);
        tx.afterCommit(sequencing::wake);
        return closed.stream().map(Envelope::hash).toList();
    }

    @Override
    public void carry(Tx tx, List<KeyId> made) {
        keys.ifPresent(beside -> beside.carry(tx, made));
    }

    private Envelope close(EntryDraft draft) {
        series.buried().requireLiving(draft.key());
        boolean chained = draft.entityVersion() > 1;
        if (draft.entityVersion() < 1 || chained != draft.previous().isPresent()) {
            throw new IllegalArgumentException(
                    "version "
                            + draft.entityVersion()
                            + ": expected 1 without, or 2 and more with a previous entry");
        }
        Envelope envelope = envelopes.close(draft, List.of());
        int payload = envelope.stored().blobs().getFirst().length;
        if (payload > MOST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload: expected at most " + MOST_PAYLOAD + " bytes, found " + payload);
        }
        return envelope;
    }

    @Override
    public CompletableFuture<Position> sealed(Hash leaf) {
        return awaited.sealed(leaf).copy();
    }

    @Override
    public Optional<Position> find(Hash leaf) {
        return byLeaf(leaf).flatMap(StoredEntry::position);
    }

    @Override
    public Head head() {
        return series.current().head();
    }

    @Override
    public List<StoredEntry> follow(Tx tx, String reader, int limit) {
        if (!READER.matcher(reader).matches()) {
            throw new IllegalArgumentException("reader: expected 1 to 40 of a-z and -");
        }
        List<Place> places = series.index().after(SqlRows.cursor(tx, reader), limit);
        if (!places.isEmpty()) {
            SqlRows.moveCursor(tx, reader, places.getLast());
        }
        return places.stream().filter(place -> place.index() > 0).map(series::entry).toList();
    }

    @Override
    public Committed committed(Tx tx) {
        return SqlRows.committed(tx);
    }

    /// A round takes waiting rows by their number, so the newest one comes last or with the others.
    @Override
    public boolean isSealed(Committed then) {
        boolean placed =
                then.index() == 0
                        || !series.index()
                                .after(new Place(then.origin(), then.index() - 1), 1)
                                .isEmpty();
        return placed && then.newest().map(leaf -> find(leaf).isPresent()).orElse(true);
    }

    @Override
    public Optional<Head> agreed() {
        return heads.map(store ->
                store.read()
                        .orElseThrow(
                                () -> new HeadStore.Away("the store of the agreed head has none")));
    }

    /// The next origin is gone on to only when the one before is whole.
    @Override
    public boolean holds(Head head) {
        Head own = head();
        return own.number() > head.number()
                || (own.number() == head.number() && own.size() >= head.size());
    }

    @Override
    public List<StoredEntry> after(Optional<Position> position, int limit) {
        Place from = position.map(SqlCentralJournal::place).orElse(new Place(0, 0));
        List<Place> places = series.index().after(from, limit);
        while (!places.isEmpty() && places.stream().allMatch(place -> place.index() == 0)) {
            places = series.index().after(places.getLast(), limit);
        }
        return places.stream().filter(place -> place.index() > 0).map(series::entry).toList();
    }

    /// `central-3` is origin 3.
    private static Place place(Position position) {
        String name = position.journal();
        return new Place(
                Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)), position.index());
    }

    @Override
    public EntryReader reader(String type) {
        return new TypeReader(List.of(series), type);
    }

    @Override
    public Optional<StoredEntry> newest(Handle entity) {
        return series.index()
                .newest(entity)
                .map(series::entry)
                .filter(entry -> entry.leaf().entity().equals(entity));
    }

    @Override
    public List<StoredEntry> ofOperation(Handle operation) {
        return series.index().ofOperation(operation).stream()
                .map(series::entry)
                .filter(entry -> entry.leaf().operation().equals(Optional.of(operation)))
                .toList();
    }

    @Override
    public Optional<StoredEntry> byLeaf(Hash leaf) {
        return series.index()
                .byLeaf(leaf)
                .map(series::entry)
                .filter(entry -> entry.leafHash().equals(leaf));
    }
}
