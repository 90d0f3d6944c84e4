// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.journal.MerkleTree;
import org.holdfast.verifier.PaperEvidence;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether papers serve old facts as fresh ones. A paper that was first asked for after a move of
/// somebody on it had been told as entered shows a version of that record at least as new; or it
/// says on its seal that it is as of an earlier moment than that in which the move was told, or
/// that a filing is pending. Which versions a paper shows its evidence says, to which its entry is
/// committed; that it prints them, its text says: the address of a move that made one of them.
///
/// Papers are looked at from several threads; then [#judge], once.
final class SiteFreshness {
    private static final int SALT = 32;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final SiteTruth truth;
    private final SiteOffences offences;
    private final List<Acknowledged> moves;
    private final Map<String, Acknowledged> byLeaf = new HashMap<>();
    private final Set<String> looked = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Shown> shown = new ConcurrentLinkedQueue<>();

    /// @param moves that were told as entered
    SiteFreshness(SiteTruth truth, List<Acknowledged> moves, SiteOffences offences) {
        this.truth = truth;
        this.moves = List.copyOf(moves);
        this.offences = offences;
        moves.forEach(move -> move.leaves().forEach(leaf -> byLeaf.put(leaf, move)));
    }

    /// A version of a record in the central journal.
    ///
    /// @param entity hex of the record's keyed hash
    record Version(String entity, long number) {}

    /// What a paper says.
    ///
    /// @param asOf what its seal says
    /// @param pending whether it says that a filing is pending
    /// @param versions leaf hashes of the versions it shows
    record Shown(
            Acknowledged paper, String site, Instant asOf, boolean pending, List<String> versions) {
        Shown {
            versions = List.copyOf(versions);
        }
    }

    /// Papers that could be old.
    ///
    /// @param after first asked for after somebody's move on them had been told
    /// @param earlier of these, older than the move, and honest about it
    record Counts(long after, long earlier) {}

    /// Whether any move had been told at this office when the paper was first asked for.
    private boolean concerns(Acknowledged paper) {
        long begun = truth.begunNanos(paper.operation());
        return moves.stream()
                .anyMatch(move ->
                        move.what().command().office().equals(paper.what().command().office())
                                && move.atNanos() - begun < 0);
    }

    /// Reads what a node says of a paper that was judged genuine; each entry once.
    ///
    /// @param told the node's answer about it
    /// @param asOf what the seal says
    void look(SiteNodes.Node node, Acknowledged paper, JsonNode told, byte[] file, Instant asOf)
            throws IOException {
        String entry = told.path("receipt").path("leafHash").asString(node.site());
        if (!concerns(paper) || !looked.add(paper.operation() + entry)) {
            return;
        }
        OfficeClient.Answer answer =
                node.officer(paper.what().command().office())
                        .get("/api/v1/issuances/" + paper.id() + "/evidence");
        Optional<List<String>> versions = versions(answer, entry);
        if (versions.isEmpty()) {
            offences.wrong(
                    paper,
                    "node " + node.site(),
                    "no evidence of what it shows: answered with " + answer.status());
            return;
        }
        Set<Acknowledged> made =
                versions.get().stream()
                        .filter(byLeaf::containsKey)
                        .map(byLeaf::get)
                        .collect(Collectors.toSet());
        if (!made.isEmpty() && made.stream().noneMatch(move -> prints(file, move))) {
            offences.wrong(
                    paper,
                    "node " + node.site(),
                    "the file does not show the address of the move that it was made from");
        }
        boolean pending = told.path("filingPending").asBoolean(false);
        note(new Shown(paper, node.site(), asOf, pending, versions.get()));
    }

    void note(Shown one) {
        shown.add(one);
    }

    /// The versions that the entry of a paper names; empty when the answer is not its evidence.
    static Optional<List<String>> versions(OfficeClient.Answer answer, String entry) {
        if (answer.status() != 200) {
            return Optional.empty();
        }
        try {
            PaperEvidence evidence = PaperEvidence.read(answer.text());
            byte[] leaf =
                    Base64.getDecoder()
                            .decode(JSON.readTree(evidence.receipt()).path("leaf").asString(""));
            byte[] content = evidence.content();
            boolean committed =
                    MerkleTree.leafHash(leaf).hex().equals(entry)
                            && EntryFields.read(leaf).commitment().equals(Sha256.of(content));
            if (!committed) {
                return Optional.empty();
            }
            String json =
                    new String(
                            Arrays.copyOfRange(content, SALT, content.length),
                            StandardCharsets.UTF_8);
            List<String> versions = new ArrayList<>();
            JSON.readTree(json)
                    .path("versions")
                    .forEach(one -> versions.add(one.path("leafHash").asString("")));
            return versions.isEmpty() ? Optional.empty() : Optional.of(versions);
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean prints(byte[] file, Acknowledged move) {
        String address = move.what().command().body().path("address").asString("");
        try (PDDocument document = Loader.loadPDF(file)) {
            return prints(new PDFTextStripper().getText(document), address);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Lines may be broken at any space, and a house number must not go on.
    static boolean prints(String text, String address) {
        String words =
                Arrays.stream(address.split(" ", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s*"));
        return Pattern.compile(words + "(?!\\d)").matcher(text).find();
    }

    /// A version that was told.
    private record Told(long version, Acknowledged move) {}

    /// Compares everything that was looked at.
    ///
    /// @param versions by leaf hash: the records' versions that the central journal shows
    Counts judge(Map<String, Version> versions) {
        Map<String, List<Told>> told = new HashMap<>();
        for (Acknowledged move : moves) {
            for (String leaf : move.leaves()) {
                Version version = versions.get(leaf);
                if (version != null) {
                    told.computeIfAbsent(version.entity(), _ -> new ArrayList<>())
                            .add(new Told(version.number(), move));
                }
            }
        }
        long after = 0;
        long earlier = 0;
        for (Shown one : shown) {
            List<Told> before = before(one, versions, told);
            List<Told> lacked = lacked(one, versions, before);
            after += before.isEmpty() ? 0 : 1;
            earlier += lacked.isEmpty() ? 0 : 1;
            lacked.stream()
                    .map(Told::move)
                    .filter(move -> !one.pending() && !one.asOf().isBefore(move.at()))
                    .findFirst()
                    .ifPresent(move ->
                            offences.wrong(
                                    one.paper(),
                                    "node " + one.site(),
                                    "it says as of %s, and does not show the move %s that was told by site %s at %s, %d ms before it was asked for"
                                            .formatted(
                                                    one.asOf(),
                                                    move.operation(),
                                                    move.site(),
                                                    move.at(),
                                                    (truth.begunNanos(one.paper().operation())
                                                                    - move.atNanos())
                                                            / 1_000_000)));
        }
        return new Counts(after, earlier);
    }

    /// Moves of the people on a paper that were told before it was first asked for.
    private List<Told> before(
            Shown one, Map<String, Version> versions, Map<String, List<Told>> told) {
        long begun = truth.begunNanos(one.paper().operation());
        List<Told> before = new ArrayList<>();
        for (String leaf : one.versions()) {
            Version version = versions.get(leaf);
            if (version == null) {
                offences.wrong(
                        one.paper(),
                        "node " + one.site(),
                        "it was made from an entry that no central journal shows");
            } else {
                told.getOrDefault(version.entity(), List.of()).stream()
                        .filter(move -> move.move().atNanos() - begun < 0)
                        .forEach(before::add);
            }
        }
        return before;
    }

    /// Those of them that the paper does not show.
    private static List<Told> lacked(Shown one, Map<String, Version> versions, List<Told> before) {
        Map<String, Long> has = new HashMap<>();
        for (String leaf : one.versions()) {
            Version version = versions.get(leaf);
            if (version != null) {
                has.put(version.entity(), version.number());
            }
        }
        return before.stream()
                .filter(told ->
                        told.move().leaves().stream()
                                .map(versions::get)
                                .filter(version -> version != null)
                                .anyMatch(version ->
                                        has.getOrDefault(version.entity(), Long.MAX_VALUE)
                                                < version.number()))
                .toList();
    }
}
