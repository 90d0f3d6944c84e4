// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.holdfast.verifier.TrustList;

/// Damages the files of an office that stands still, one at a time, as disks and crashes do. Each
/// damage must be found and named by `journal verify`, with the index or the tile; the office that
/// starts upon it either refuses to, naming it, or a stranger who reads it over HTTP finds it, or a
/// new mirror keeps from cosigning. What a torn append left is no damage: the office must repair it
/// and be whole. Afterwards the damage is undone.
final class DamageRounds {
    private static final Duration MIRROR_LOOKS = Duration.ofSeconds(60);

    private final Path data;
    private final Path copy;
    private final SplittableRandom chance;
    private final Consumer<String> say;
    private final Consumer<String> findings;
    private final Map<String, Integer> counts = new TreeMap<>();

    /// @param data of an office that nobody runs
    /// @param copy of a mirror that nobody runs
    DamageRounds(
            Path data,
            Path copy,
            SplittableRandom chance,
            Consumer<String> say,
            Consumer<String> findings) {
        this.data = data;
        this.copy = copy;
        this.chance = chance;
        this.say = say;
        this.findings = findings;
    }

    /// Does each so many times; answers what came of each kind of damage, and how often.
    Map<String, Integer> run(int times) throws IOException, InterruptedException {
        for (int time = 1; time <= times; time++) {
            for (Damage.Kind kind : Damage.Kind.values()) {
                Damage damage = Damage.draw(kind, data.resolve("journals"), chance);
                tell(kind, one(damage));
            }
            tell(Damage.Kind.FLIPPED_RECORD, copyOfAMirror());
            row().ifPresent(outcome -> count("row: " + outcome));
            new FullDisk(data, chance, findings)
                    .run()
                    .ifPresentOrElse(
                            outcome -> count("full disk: " + outcome),
                            () -> count("full disk: not done, mounting needs root"));
        }
        return counts;
    }

    private void tell(Damage.Kind kind, String outcome) {
        count(kind.words() + ": " + outcome);
    }

    private void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
        say.accept("damage, " + outcome);
    }

    private String one(Damage damage) throws IOException, InterruptedException {
        damage.make();
        try {
            List<String> found = verify(data);
            if (damage.kind().isRepaired()) {
                return repaired(damage, found);
            }
            if (found.stream().noneMatch(damage::isNamedBy)) {
                findings.accept(damage + ": journal verify names it not, but says " + found);
            }
            return "named by journal verify; " + started(damage);
        } finally {
            damage.undo();
        }
    }

    /// A torn append is not under any checkpoint: nothing is lost, and the office goes on.
    private String repaired(Damage damage, List<String> found)
            throws IOException, InterruptedException {
        if (!found.isEmpty()) {
            findings.accept(damage + ": journal verify takes it for damage: " + found);
        }
        try (OfficeProcess office = OfficeProcess.start(data, 400, List.of())) {
            new JournalAudit(office.base(), AuditWatcher.SILENT)
                    .run(one -> findings.accept(damage + ": after the start: " + one));
        }
        List<String> after = verify(data);
        if (!after.isEmpty()) {
            findings.accept(damage + ": after start and stop: " + after);
        }
        return "repaired by the start";
    }

    /// What the office, a stranger and a new mirror make of it.
    private String started(Damage damage) throws IOException, InterruptedException {
        OfficeProcess.Start start = OfficeProcess.tryStart(data, 400);
        if (start.office().isEmpty()) {
            if (!start.said().contains(damage.journal())) {
                findings.accept(
                        damage + ": the office does not start and says not why: " + start.said());
            }
            return "the office refuses to start";
        }
        try (OfficeProcess running = start.office().get()) {
            List<String> told = new ArrayList<>();
            new JournalAudit(running.base(), AuditWatcher.SILENT).run(told::add);
            if (told.stream().anyMatch(damage::isNamedBy)) {
                return "a stranger finds it over HTTP";
            }
            Path fresh = data.resolveSibling("fresh-" + Long.toHexString(chance.nextLong()));
            try (MirrorProcess mirror =
                    MirrorProcess.start(running, fresh, fresh.getFileName().toString())) {
                if (!mirror.awaitComplaint(damage.journal(), MIRROR_LOOKS)) {
                    findings.accept(damage + ": neither a stranger nor a new mirror finds it");
                }
            }
            return "not public, and no mirror cosigns it";
        }
    }

    /// A mirror's own copy is judged by the same command.
    private String copyOfAMirror() throws IOException {
        Damage damage = Damage.draw(Damage.Kind.FLIPPED_RECORD, copy.resolve("journals"), chance);
        damage.make();
        try {
            List<String> found = verify(copy);
            if (found.stream().noneMatch(damage::isNamedBy)) {
                findings.accept("mirror, " + damage + ": named not, but said " + found);
            }
            return "in a mirror's copy, named by journal verify";
        } finally {
            damage.undo();
        }
    }

    private List<String> verify(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        new FolderAudit(folder, TrustList.read(trust()), AuditWatcher.SILENT).run(found::add);
        return found;
    }

    private String trust() throws IOException {
        return Files.readString(data.resolve("trust.json"));
    }

    /// A bit in a row of the ledger, made by the database itself, so that its own checksums are
    /// right.
    private Optional<String> row() throws IOException, InterruptedException {
        return new FlippedRow(data, chance, findings).run();
    }
}
