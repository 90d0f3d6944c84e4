// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.verifier.Statement;

/// A statement in sentences. Safe, lost and unknown stand apart; none of them is ever added to
/// another.
final class StatementWords {
    /// Lines of one kind that are shown; all stand in the statement.
    private static final int MOST_SHOWN = 20;

    private final Statement statement;
    private final List<String> lines = new ArrayList<>();

    StatementWords(Statement statement) {
        this.statement = statement;
    }

    List<String> lines() {
        lines.clear();
        say("SAFE", sum("safe"), "entries, each proved and whole in a copy");
        say("  of these", sum("thin"), "in one copy only");
        say("  of these", sum("scattered"), "only by several copies together");
        say(
                "ERASED",
                sum("erased"),
                "entries whose content an act of erasure took; nothing is lost");
        say("  besides", sum("leftover"), "that acts name, whose content a copy still holds");
        shown("entries leftover ");
        say("LOST", sum("lost"), "entries that no copy holds");
        shown("entries lost ");
        say("LOST CONTENT", sum("content-lost"), "entries that are there without their content");
        shown("entries content-lost ");
        say("  of both", sum("restorable"), "come back from receipts in the folder");
        say("WITHOUT KEY", sum("keyless"), "entries whose wrapped key is in no copy");
        shown("entries keyless ");
        say("NOT PROVED", sum("unproved"), "entries that stand in a copy under no proof");
        shown("entries unproved ");
        lines.add(
                ("RECEIPTS: %,d: %,d safe, %,d erased, %,d restorable, %,d lost, "
                                + "%,d refused, %,d other")
                        .formatted(
                                sum("receipts"),
                                sum("receipts-safe"),
                                sum("receipts-erased"),
                                sum("receipts-restorable"),
                                sum("receipts-lost"),
                                sum("receipts-refused"),
                                sum("receipts-contradicted")
                                        + sum("receipts-unproved")
                                        + sum("receipts-content-lost")
                                        + sum("receipts-keyless")));
        for (String outcome :
                List.of("contradicted", "lost", "content-lost", "restorable", "refused")) {
            shown("receipt " + outcome + " ");
        }
        unknown();
        shown("finding ");
        lines.add(
                statement.good()
                        ? "Nothing that these copies and receipts prove is lost."
                        : "NOT ALL IS THERE, or something contradicts itself: see above.");
        return lines;
    }

    private void unknown() {
        say("UNKNOWN", sum("unknown"), "journals without a proved end; never counted as safe:");
        statement.details().stream()
                .filter(line -> line.startsWith("unknown "))
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 8)
                .forEach(words ->
                        lines.add(
                                "  whatever %s acknowledged after size %s (cosigned %s, last"
                                                .formatted(words[1], words[3], words[5])
                                        + " entry "
                                        + words[7]
                                        + ")"));
    }

    private long sum(String word) {
        return statement.sums().getOrDefault(word, 0L);
    }

    private void say(String what, long count, String words) {
        if (count > 0 || !what.startsWith(" ")) {
            lines.add("%s: %,d %s".formatted(what, count, words));
        }
    }

    private void shown(String begin) {
        List<String> all =
                statement.details().stream().filter(line -> line.startsWith(begin)).toList();
        all.stream().limit(MOST_SHOWN).forEach(line -> lines.add("  " + line));
        if (all.size() > MOST_SHOWN) {
            lines.add("  and %,d more".formatted(all.size() - MOST_SHOWN));
        }
    }
}
