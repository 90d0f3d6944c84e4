// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.holdfast.drills.ChangeRanks.Rank;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What clients of a cluster were told: every acknowledgement, also those that came late over a way
/// that its client had given up, one JSON line each in a file outside the cluster. The first for an
/// operation binds; another that says something else is a duplicate. A move that was filed is
/// acknowledged, too, with the receipt of its filing. Thread-safe.
final class SiteTruth implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> RISING = List.of("promised", "sealed", "mirrored");

    private final BufferedWriter file;
    private final InstantSource clock;
    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Acknowledged> filed = new ConcurrentHashMap<>();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> told = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> tried = new ConcurrentHashMap<>();
    private final Map<String, Rank> numbers = new ConcurrentHashMap<>();
    private final Set<String> twice = new ConcurrentSkipListSet<>();

    SiteTruth(Path file, InstantSource clock) throws IOException {
        this.file = Files.newBufferedWriter(file);
        this.clock = clock;
    }

    /// An operation that was sent.
    ///
    /// @param name of its subject, which a paper must show
    record Sent(Command command, String name) {}

    /// What was acknowledged.
    enum Form {
        PAPER("issue"),
        MOVE("move"),
        /// A move that is not in the registers yet.
        FILING("filing"),
        /// Its id is its own.
        BLOCK("block"),
        /// Its id is that of the block.
        LIFT("lift"),
        /// Its id is that of the paper.
        WITHDRAWAL("withdrawal");

        private final String word;

        Form(String word) {
            this.word = word;
        }

        /// What a request becomes when it is answered with 200 or 201.
        static Form of(Command command) {
            String path = command.path();
            return switch (path.substring(path.lastIndexOf('/'))) {
                case "/moves" -> MOVE;
                case "/blocks" -> BLOCK;
                case "/lift" -> LIFT;
                case "/withdrawal" -> WITHDRAWAL;
                default -> PAPER;
            };
        }
    }

    /// An acknowledgement.
    ///
    /// @param site that gave it
    /// @param at when, by the clock
    /// @param atNanos when, by [System#nanoTime]
    /// @param id of paper, move, filing or block
    /// @param number printed on the paper; empty for the others
    /// @param grade that was told with it, the weakest where there are several entries; of a filing
    ///   the best that was ever told
    record Acknowledged(
            Sent what,
            Form form,
            String site,
            Instant at,
            long atNanos,
            String id,
            String number,
            String grade,
            List<String> leaves) {
        Acknowledged {
            leaves = List.copyOf(leaves);
        }

        boolean isMove() {
            return form == Form.MOVE;
        }

        boolean isMirrored() {
            return grade.equals(RISING.getLast());
        }

        String operation() {
            return what.command().operation();
        }

        /// This grade, as it was first told.
        private Acknowledged toldFirst(Acknowledged first) {
            return new Acknowledged(
                    what, form, first.site, first.at, first.atNanos, id, number, grade, leaves);
        }
    }

    void sent(Sent what) {
        sent.put(what.command().operation(), what);
        begun.putIfAbsent(what.command().operation(), System.nanoTime());
    }

    /// When an operation was first sent, by [System#nanoTime]; of one that never was: now.
    long begunNanos(String operation) {
        return begun.getOrDefault(operation, System.nanoTime());
    }

    /// An operation is about to be sent to a site.
    void trying(Sent what, String site) {
        tried.computeIfAbsent(what.command().operation(), _ -> new ConcurrentSkipListSet<>())
                .add(site);
    }

    /// Sites to which an operation was sent, whatever came of it.
    Set<String> tried(String operation) {
        return tried.getOrDefault(operation, Set.of());
    }

    /// Every entry that was told for an operation, by whatever site: one paper that was asked for
    /// at two sites has an entry in the journal of each.
    Set<String> told(String operation) {
        return told.getOrDefault(operation, Set.of());
    }

    /// Forgets an operation that was refused for good.
    void refused(Sent what) {
        sent.remove(what.command().operation());
    }

    /// Notes an answer of status 200 or 201.
    void acknowledged(Sent what, String site, JsonNode answer) {
        Acknowledged now = read(what, site, answer);
        told.computeIfAbsent(now.operation(), _ -> new ConcurrentSkipListSet<>())
                .addAll(now.leaves());
        Acknowledged before = acknowledged.putIfAbsent(now.operation(), now);
        if (before != null) {
            mustBeOne(before, now);
        }
        filings(now.operation()).forEach(filing -> mustBeOne(filing, now));
        write(now, before == null, numbered(now.operation(), site, answer));
    }

    /// Notes the acceptance number in a node's answer about a move; a number that differs from one
    /// that was told before is a duplicate.
    ///
    /// @return the number in this answer; empty while it says that the number follows
    Optional<Rank> numbered(String operation, String site, JsonNode answer) {
        JsonNode given = answer.path("acceptance");
        if (!given.path("state").asString("").equals("given")) {
            return Optional.empty();
        }
        Rank now =
                new Rank(
                        given.path("office").asString(""),
                        given.path("year").asInt(0),
                        given.path("number").asLong(0));
        Rank before = numbers.putIfAbsent(operation, now);
        if (before != null && !before.equals(now)) {
            twice.add(
                    "operation %s was told the acceptance number %s, and %s by site %s"
                            .formatted(operation, before, now, site));
        }
        return Optional.of(now);
    }

    /// The acceptance number that was told first.
    Optional<Rank> number(String operation) {
        return Optional.ofNullable(numbers.get(operation));
    }

    /// Notes an answer of status 202 that has a receipt. Clients ask again and again; what is no
    /// news is not written down again.
    void filed(Sent what, String site, JsonNode answer) {
        JsonNode receipt = answer.path("receipt");
        String leaf = receipt.path("leafHash").asString("");
        if (leaf.isEmpty()) {
            return;
        }
        Acknowledged now =
                new Acknowledged(
                        what,
                        Form.FILING,
                        site,
                        clock.instant(),
                        System.nanoTime(),
                        answer.path("id").asString(""),
                        "",
                        receipt.path("grade").asString(RISING.getFirst()),
                        List.of(leaf));
        Acknowledged before = filed.putIfAbsent(leaf, now);
        told.computeIfAbsent(now.operation(), _ -> new ConcurrentSkipListSet<>()).add(leaf);
        of(now.operation()).ifPresent(move -> mustBeOne(move, now));
        if (before == null) {
            filings(now.operation()).forEach(other -> mustBeOne(other, now));
            write(now, true, Optional.empty());
        } else {
            mustBeOne(before, now);
            boolean risen = !weaker(before.grade(), now.grade()).equals(now.grade());
            if (risen && filed.replace(leaf, before, now.toldFirst(before))) {
                write(now, false, Optional.empty());
            }
        }
    }

    private void mustBeOne(Acknowledged before, Acknowledged now) {
        if (!(before.id().equals(now.id()) && before.number().equals(now.number()))) {
            twice.add(
                    "operation %s became %s %s at %s and %s %s at %s"
                            .formatted(
                                    now.operation(),
                                    before.id(),
                                    before.number(),
                                    before.site(),
                                    now.id(),
                                    now.number(),
                                    now.site()));
        }
    }

    private Acknowledged read(Sent what, String site, JsonNode json) {
        List<String> leaves = new ArrayList<>();
        String grade = "mirrored";
        List<JsonNode> receipts = new ArrayList<>();
        json.path("receipts").forEach(receipts::add);
        if (!what.command().isMove()) {
            receipts.add(json.path("receipt"));
        }
        for (JsonNode receipt : receipts) {
            leaves.add(receipt.path("leafHash").asString(""));
            grade = weaker(grade, receipt.path("grade").asString("promised"));
        }
        return new Acknowledged(
                what,
                Form.of(what.command()),
                site,
                clock.instant(),
                System.nanoTime(),
                json.path("id").asString(""),
                json.path("number").asString(""),
                receipts.isEmpty() ? "promised" : grade,
                leaves);
    }

    private static String weaker(String one, String other) {
        return RISING.get(Math.max(0, Math.min(RISING.indexOf(one), RISING.indexOf(other))));
    }

    private synchronized void write(Acknowledged now, boolean first, Optional<Rank> number) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", now.at().toString());
        line.put("kind", now.form().word).put("operation", now.operation());
        line.put("site", now.site()).put("id", now.id()).put("number", now.number());
        line.put("grade", now.grade()).put("first", first);
        number.ifPresent(one -> line.put("acceptance", one.toString()));
        now.leaves().forEach(line.putArray("leaves")::add);
        try {
            file.write(JSON.writeValueAsString(line));
            file.newLine();
            file.flush();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    Optional<Acknowledged> of(String operation) {
        return Optional.ofNullable(acknowledged.get(operation));
    }

    List<Acknowledged> all() {
        return List.copyOf(acknowledged.values());
    }

    /// Filings, one of each entry: a move that was filed at two sites has two.
    List<Acknowledged> filings() {
        return List.copyOf(filed.values());
    }

    private List<Acknowledged> filings(String operation) {
        return filed.values().stream().filter(one -> one.operation().equals(operation)).toList();
    }

    /// How many acknowledgements of a form there are that came at that time or later, by
    /// [System#nanoTime].
    long since(Form form, long nanos) {
        return acknowledged.values().stream()
                .filter(one -> one.form() == form && one.atNanos() - nanos >= 0)
                .count();
    }

    /// How many operations were acknowledged, in whatever form.
    long operations() {
        return filed.values().stream()
                        .map(Acknowledged::operation)
                        .filter(one -> !acknowledged.containsKey(one))
                        .distinct()
                        .count()
                + acknowledged.size();
    }

    /// Sent, neither entered or issued nor refused: nobody knows, or it is filed and goes on.
    List<Sent> open() {
        return sent.values().stream()
                .filter(one -> !acknowledged.containsKey(one.command().operation()))
                .toList();
    }

    /// Operations that were acknowledged as two things.
    Set<String> twice() {
        return twice;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
