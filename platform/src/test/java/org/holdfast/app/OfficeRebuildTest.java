// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.holdfast.ledger.JournalState;
import org.holdfast.registers.Fold;
import org.holdfast.testing.OldJournal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficeRebuildTest {
    @TempDir private Path temp;
    private Path from;
    private Path target;

    @BeforeEach
    void copy() throws IOException {
        from = OldJournal.copy(temp.resolve("mirror"));
        target = temp.resolve("new");
    }

    private static OfficeRebuild.Progress telling(LongConsumer done) {
        return new OfficeRebuild.Progress() {
            @Override
            public void step(String words) {}

            @Override
            public void entries(long entries, long all) {
                done.accept(entries);
            }
        };
    }

    private OfficeRebuild.Report rebuild() {
        return new OfficeRebuild(from, Optional.empty(), target, telling(_ -> {})).run();
    }

    private List<String> findings() {
        try {
            rebuild();
        } catch (RebuildRefused refused) {
            assertThat(target).doesNotExist();
            assertThat(temp.resolve("new.partial")).doesNotExist();
            return refused.findings();
        }
        throw new AssertionError("expected a refusal");
    }

    @Test
    void makesAFolderThatAnOfficeStartsFromAfterARebuildThatWasKilled() throws Exception {
        Process dying =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DyingRebuild.class.getName(),
                                from.toString(),
                                target.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("dying.log").toFile())
                        .start();
        assertThat(dying.waitFor()).isEqualTo(9);
        assertThat(target).doesNotExist();
        assertThat(temp.resolve("new.partial/REBUILDING")).exists();

        OfficeRebuild.Report report = rebuild();
        assertThat(report.state().digest().hex()).isEqualTo(OldJournal.DIGEST);
        assertThat(report.entries()).isEqualTo(21);
        assertThat(temp.resolve("new.partial")).doesNotExist();
        try (Office office = Office.start(OfficeSettings.quiet(target, 0, false, 0))) {
            Fold.Outcome fold = office.context().getBean(Fold.class).check();
            assertThat(fold.agrees()).as(fold.differences().toString()).isTrue();
        }
        JournalState state = JournalState.read(target.resolve("journals"));
        assertThat(state.faults()).isEmpty();
        assertThat(state.compared()).isEqualTo(1);
        assertThat(state.now().digest().hex()).isEqualTo(OldJournal.DIGEST);
    }

    @Test
    void takesAFolderInTheMiddleOfAnAppend() throws IOException {
        Path blobs = from.resolve("journals/central-3/blobs/0");
        byte[] all = Files.readAllBytes(blobs);
        Files.write(blobs, Arrays.copyOf(all, 100), StandardOpenOption.APPEND);
        OfficeRebuild.Report report = rebuild();
        assertThat(report.state().digest().hex()).isEqualTo(OldJournal.DIGEST);
        assertThat(report.unsigned()).isZero();
    }

    /// As a mirror of site a has it.
    private void asOfSites() throws IOException {
        Path journals = from.resolve("journals");
        FolderCopy.copy(journals.resolve("node-1"), journals.resolve("nodea-1"));
    }

    @Test
    void leavesNothingOfSeveralSitesOutUnlessToldSoAndThenNamesIt() throws IOException {
        asOfSites();
        for (Optional<Path> keys :
                List.of(Optional.<Path>empty(), Optional.of(from.resolve("keys")))) {
            OfficeRebuild whole = new OfficeRebuild(from, keys, target, telling(_ -> {}));
            assertThatThrownBy(whole::run)
                    .isInstanceOfSatisfying(
                            RebuildRefused.class,
                            refused -> {
                                assertThat(refused).hasMessageContaining("--registers-only");
                                assertThat(refused.findings())
                                        .singleElement()
                                        .asString()
                                        .matches("nodea-1 with [1-9][0-9]* entries");
                            });
            assertThat(target).doesNotExist();
            OfficeRebuild.Report report = whole.registersOnly().run();
            assertThat(report.state().digest().hex()).isEqualTo(OldJournal.DIGEST);
            assertThat(report.notes()).anyMatch(note -> note.startsWith("left out: nodea-1 with"));
            assertThat(target.resolve("journals/nodea-1")).doesNotExist();
            assertThat(target.resolve("journals/node-1")).exists();
            FolderCopy.remove(target);
        }
    }

    @Test
    void aSiteIsNotMadeAnOfficeOfOneNodeByARecovery() throws IOException {
        OfficeRecovery own =
                new OfficeRecovery(from, List.of(), true, telling(_ -> {}), InstantSource.system());
        Path beside = from.resolveSibling("site.json");
        Files.writeString(beside, "{}");
        assertThatThrownBy(own::run)
                .isInstanceOf(RebuildRefused.class)
                .hasMessageContaining("cluster spare");
        Files.delete(beside);
        Path mirror = temp.resolve("outside");
        FolderCopy.copy(from, mirror);
        asOfSites();
        OfficeRecovery ofMirror =
                new OfficeRecovery(
                        mirror, List.of(from), true, telling(_ -> {}), InstantSource.system());
        for (OfficeRecovery one : List.of(own, ofMirror)) {
            assertThatThrownBy(one::run)
                    .isInstanceOfSatisfying(
                            RebuildRefused.class,
                            refused -> assertThat(refused.findings()).hasSize(1));
        }
        assertThat(from.resolve("journals/nodea-1")).exists();
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).containsExactlyInAnyOrder(from, mirror);
        }
    }

    @Test
    void refusesAnOriginThatIsMissing() throws IOException {
        FolderCopy.remove(from.resolve("journals/central-2"));
        assertThat(findings())
                .anyMatch(line ->
                        line.startsWith("central-3: its opening entry follows")
                                && line.contains("/central/2 at size 5"));
        FolderCopy.remove(from.resolve("journals/central-1"));
        assertThat(findings())
                .anyMatch(line -> line.matches("central-3: .*/central/2, which is missing"));
    }

    private void flip(String file, int at) throws IOException {
        Path path = from.resolve("journals").resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        Files.write(path, bytes);
    }

    @Test
    void namesTheEntryOfAFlippedBitInABlob() throws IOException {
        flip("central-2/blobs/0", -60);
        assertThat(findings())
                .anyMatch(line -> line.startsWith("central-2: ") && line.contains("entry 4 "));
    }

    @Test
    void namesTheTileOfAFlippedBit() throws IOException {
        flip("central-1/tile/0/000.p/14", 33);
        assertThat(findings())
                .anyMatch(
                        line -> line.startsWith("central-1: ") && line.contains("tile/0/000.p/14"));
    }

    @Test
    void namesAnOriginThatTheRootDidNotCertify() throws IOException {
        Path other = OldJournal.copy(temp.resolve("other"));
        Files.delete(from.resolve("keys/root.p12"));
        assertThatThrownBy(this::rebuild).hasMessageContaining("has no root.p12");
        Files.copy(other.resolve("keys/root.p12"), from.resolve("keys/root.p12"));
        Files.delete(from.resolve("journals/central-3/checkpoint"));
        Files.copy(
                other.resolve("journals/central-2/checkpoint"),
                from.resolve("journals/central-3/checkpoint"));
        assertThat(findings()).anyMatch(line -> line.startsWith("central-3: "));
    }

    @Test
    void saysThatALaterOriginIsNotThere() throws IOException {
        FolderCopy.remove(from.resolve("journals/central-3"));
        assertThat(rebuild().notes())
                .anyMatch(note -> note.startsWith("central-3 was certified and is not"));
    }

    @Test
    void refusesAFolderThatIsSomethingAlready() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("mine"), "x");
        assertThatThrownBy(this::rebuild).hasMessageContaining("is there and not empty");
        target = temp.resolve("second");
        Files.createDirectories(temp.resolve("second.partial"));
        Files.writeString(temp.resolve("second.partial/mine"), "x");
        assertThatThrownBy(this::rebuild).hasMessageContaining("no rebuild made it");
        assertThat(temp.resolve("second.partial/mine")).exists();
    }

    @Test
    void refusesToReadFromARunningOffice() throws IOException {
        try (DataFolder _ = DataFolder.take(from)) {
            assertThatThrownBy(this::rebuild).isInstanceOf(OfficeInUse.class);
        }
    }
}
