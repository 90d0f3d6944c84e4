// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.FoldedIndex.Place;

/// The node journals of all sites of an office read as one: this node's own, as it stands, and the
/// others' as far as this node's mirrors have them. Only the own one is written to.
///
/// One command that was tried at two sites has an entry in both; it counts once, as the earlier of
/// them, and at the same second as the one of the site that comes first.
final class OfficeJournal implements NodeJournal {
    private final FileNodeJournal own;
    private final List<PeerJournal> peers;

    OfficeJournal(FileNodeJournal own, List<PeerJournal> peers) {
        this.own = own;
        this.peers = List.copyOf(peers);
    }

    @Override
    public Promise append(EntryDraft draft, List<byte[]> attachments) {
        return own.append(draft, attachments);
    }

    @Override
    public Optional<StoredEntry> byOperation(Handle operation) {
        return own.byOperation(operation)
                .or(() ->
                        first(
                                peer -> peer.index().byOperation(operation),
                                entry -> entry.leaf().operation().equals(Optional.of(operation))));
    }

    @Override
    public List<StoredEntry> allByOperation(Handle operation) {
        Optional<Handle> wanted = Optional.of(operation);
        return Stream.concat(
                        own.byOperation(operation).stream(),
                        peers.stream()
                                .flatMap(peer ->
                                        peer
                                                .index()
                                                .byOperation(operation)
                                                .map(peer::entry)
                                                .stream())
                                .filter(entry -> entry.leaf().operation().equals(wanted)))
                .sorted(
                        Comparator.comparingLong((StoredEntry entry) -> entry.leaf().time())
                                .thenComparing(entry -> entry.leafHash().hex()))
                .toList();
    }

    @Override
    public Optional<StoredEntry> byLeaf(Hash leaf) {
        return own.byLeaf(leaf)
                .or(() ->
                        first(
                                peer -> peer.index().byLeaf(leaf),
                                entry -> entry.leafHash().equals(leaf)));
    }

    private Optional<StoredEntry> first(
            Function<PeerJournal, Optional<Place>> find, Function<StoredEntry, Boolean> same) {
        return peers.stream()
                .flatMap(peer -> find.apply(peer).map(peer::entry).stream())
                .filter(same::apply)
                .min(Comparator.comparingLong(entry -> entry.leaf().time()));
    }

    @Override
    public List<StoredEntry> byEntity(Handle entity, String type, int limit) {
        List<StoredEntry> all = new ArrayList<>(own.byEntity(entity, type, limit));
        if (peers.isEmpty()) {
            return all;
        }
        peers.forEach(peer ->
                peer.index().byEntity(entity, type, limit).stream()
                        .map(peer::entry)
                        .forEach(all::add));
        Set<Handle> operations = new HashSet<>();
        Set<StoredEntry> later = new HashSet<>();
        Comparator<StoredEntry> byTime = Comparator.comparingLong(entry -> entry.leaf().time());
        all.stream()
                .sorted(byTime)
                .forEach(entry ->
                        entry.leaf()
                                .operation()
                                .filter(operation -> !operations.add(operation))
                                .ifPresent(_ -> later.add(entry)));
        return all.stream()
                .filter(entry -> !later.contains(entry))
                .sorted(byTime.reversed())
                .limit(limit)
                .toList();
    }

    /// One reader of all: when one of the journals cannot be read, none of them has gone on.
    @Override
    public EntryReader reader(String type) {
        List<FiledJournal> all = new ArrayList<>();
        all.add(own.files());
        all.addAll(peers);
        return new TypeReader(all, type);
    }

    /// Entries of all sites; what was tried at two of them counts twice.
    @Override
    public long count(String type) {
        return Stream.concat(
                        Stream.of(own.count(type)),
                        peers.stream().map(peer -> peer.index().count(type)))
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public Head head() {
        return own.head();
    }
}
