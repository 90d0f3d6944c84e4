// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.drills.OfficeProcess;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real office whose folder was made again without what mirrors had cosigned of earlier origins,
/// and a mirror that goes on: it hands each of them in once more.
class HandedInAgainTest {
    @TempDir Path folder;

    @Test
    void handsInWhatTheOfficeHasForgottenBehindWhatIsNew() throws Exception {
        try (OfficeProcess office = OfficeProcess.start(folder.resolve("data"), 400, List.of());
                Between between = new Between(office.base())) {
            Path copy = folder.resolve("court");
            String token = MirrorTest.admit(office, copy);
            String first = MirrorTest.issue(office, "again-first");
            try (MirrorRun run = open(between, copy, token)) {
                run.look();
                startAgain(office);
                String second = MirrorTest.issue(office, "again-second");
                run.look();
                requireGrades(office, "mirrored", first, second);

                startAgain(office);
                String third = MirrorTest.issue(office, "again-third");
                requireGrades(office, "sealed", first, second, third);
                handsInTheNewestFirst(run, between);
                // What is new waits for none of them.
                requireGrades(office, "mirrored", second, third);
                requireGrades(office, "sealed", first);

                aRefusalDelaysNothingAndLosesNothing(office, run, between);
                requireGrades(office, "sealed", first);
            }
            try (MirrorRun started = open(between, copy, token)) {
                // It has forgotten which waited, and hands in everything.
                assertThatThrownBy(started::look).isInstanceOf(IOException.class);
                between.refused.clear();
                started.look();
                requireGrades(office, "mirrored", first);
                handsInNothingUnderAnAlarm(office, started, between);
            }
        }
    }

    private static MirrorRun open(Between between, Path copy, String token) throws IOException {
        MirrorSettings settings =
                new MirrorSettings(between.address(), copy, "court", token, Duration.ofMillis(50));
        return MirrorRun.open(settings, InstantSource.system(), Screen::err);
    }

    /// Dies, loses what mirrors had cosigned, and is started again.
    private static void startAgain(OfficeProcess office) throws Exception {
        office.killEverything();
        try (Stream<Path> files = Files.walk(office.data().resolve("journals"))) {
            for (Path file : files.filter(one -> one.endsWith("mirrored")).toList()) {
                Files.delete(file);
            }
        }
        office.restart();
    }

    private static void requireGrades(OfficeProcess office, String grade, String... papers)
            throws IOException {
        for (String paper : papers) {
            assertThat(MirrorTest.receipt(office, paper).path("grade").asString(""))
                    .as(paper)
                    .isEqualTo(grade);
        }
    }

    /// The origins that begin come first, then two of the earlier ones.
    private static void handsInTheNewestFirst(MirrorRun run, Between between) throws IOException {
        between.handedIn.clear();
        run.look();
        List<String> all = List.copyOf(between.handedIn);
        List<String> fresh = all.subList(0, all.size() - 2);
        assertThat(fresh).contains("central-3", "node-3").doesNotContain("central-1", "node-1");
        assertThat(all.subList(all.size() - 2, all.size())).containsExactly("central-2", "node-2");
        assertThat(run.alarms()).isEmpty();
    }

    private static void aRefusalDelaysNothingAndLosesNothing(
            OfficeProcess office, MirrorRun run, Between between) throws IOException {
        between.refused.add("node-1");
        for (int look = 1; look <= 3; look++) {
            between.handedIn.clear();
            String paper = MirrorTest.issue(office, "again-refused-" + look);
            run.look();
            requireGrades(office, "mirrored", paper);
            assertThat(between.handedIn).contains("node-3").endsWith("node-1");
            // Each of the others once.
            assertThat(between.handedIn.contains("central-1")).isEqualTo(look == 1);
            assertThat(between.handedIn).doesNotContain("central-2", "node-2");
        }
        assertThat(run.alarms()).isEmpty();
    }

    private static void handsInNothingUnderAnAlarm(
            OfficeProcess office, MirrorRun run, Between between) throws Exception {
        startAgain(office);
        between.handedIn.clear();
        run.look();
        assertThat(between.handedIn)
                .contains("central-4", "node-4")
                .endsWith("central-3", "node-3");

        between.list = shorter("node-1");
        between.handedIn.clear();
        for (int look = 0; look < 4; look++) {
            run.look();
        }
        assertThat(run.alarms()).containsOnlyKeys("node-1");
        assertThat(between.handedIn)
                .contains("central-2", "central-1")
                .noneMatch(journal -> journal.startsWith("node-"));
    }

    /// The list as an office gives it that has lost the last entry of a journal.
    private static UnaryOperator<String> shorter(String journal) {
        return list ->
                list.lines()
                        .map(line ->
                                line.startsWith(journal + " ")
                                        ? shorter(line.split(" ", -1))
                                        : line)
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String shorter(String[] words) {
        return String.join(
                " ", words[0], words[1], words[2], String.valueOf(Long.parseLong(words[3]) - 1));
    }
}
