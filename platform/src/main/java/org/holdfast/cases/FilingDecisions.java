// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.cases.FilingBook.Decided;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;

/// What the central journal says became of filings. Not thread-safe: the book that keeps it is.
final class FilingDecisions {
    private static final Comparator<Decided> OLDEST =
            Comparator.comparing((Decided one) -> one.filed().place().filedAt())
                    .thenComparing(one -> one.filed().place().journal())
                    .thenComparingLong(one -> one.filed().place().index());

    /// The newest decision about each entry, by the entry's operation.
    private final Map<Handle, Map<Hash, Decided>> decided = new HashMap<>();

    private final Set<Hash> settled = new HashSet<>();

    /// Entries whose operation another request has taken, by what was decided once.
    private final Set<Hash> apart = new HashSet<>();

    private final List<Decided> news = new ArrayList<>();

    void add(Decided one) {
        Hash leaf = one.filed().place().leaf();
        news.add(one);
        settled.add(leaf);
        if (one.filed().reason().equals(FilingDecider.OPERATION_CONFLICT)) {
            apart.add(leaf);
        }
        decided.computeIfAbsent(one.filed().operation(), _ -> new HashMap<>())
                .merge(leaf, one, (old, fresh) -> fresh.version() > old.version() ? fresh : old);
    }

    /// Decisions that came since this was asked last, oldest first.
    List<Decided> news() {
        List<Decided> all = List.copyOf(news);
        news.clear();
        return all;
    }

    /// Decisions given back by whoever could not take them.
    void again(List<Decided> some) {
        news.addAll(0, some);
    }

    /// The newest decision about each entry, oldest first.
    List<Decided> all() {
        return decided.values().stream()
                .flatMap(some -> some.values().stream())
                .sorted(OLDEST)
                .toList();
    }

    /// Whether anything was decided about an entry.
    boolean isSettled(Hash leaf) {
        return settled.contains(leaf);
    }

    /// Whether an entry was held because another request has its operation.
    boolean isApart(Hash leaf) {
        return apart.contains(leaf);
    }

    /// Of the decisions about an operation that are meant the one that counts.
    Optional<Decided> counting(Handle operation, Predicate<FiledRecord> meant) {
        return decided.getOrDefault(operation, Map.of()).values().stream()
                .filter(one -> meant.test(one.filed()))
                .min(
                        Comparator.comparingInt((Decided one) -> rank(one.filed()))
                                .thenComparing(OLDEST));
    }

    /// What was entered counts before anything that was said of another entry of the operation.
    private static int rank(FiledRecord filed) {
        return switch (filed.decision()) {
            case ENTERED -> 0;
            case REFUSED -> 1;
            case HELD -> 2;
            case REPEATED -> 3;
        };
    }
}
