// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Recovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the runbooks of the packs tell to type, where all sites are on one machine and where each
/// has its own.
class RunbookCommandsTest {
    private static final Path DATA = Path.of("/srv/data");

    @TempDir Path folder;

    private static List<String> commands(RunbookCommands at, Recovery.Where where) {
        return Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs"))
                .recovery()
                .runbooks()
                .stream()
                .filter(book -> book.where().contains(where))
                .flatMap(book -> book.steps().stream())
                .map(step -> at.exact(step.command()))
                .filter(command -> !command.isEmpty())
                .toList();
    }

    @Test
    void sitesOnOneMachineAreStartedByTheirCluster() {
        assertThat(
                        commands(
                                new RunbookCommands(Optional.of(folder), "b", DATA),
                                Recovery.Where.CLUSTER))
                .contains(
                        "./holdfast cluster status --dir " + folder,
                        "./holdfast cluster start b --dir " + folder,
                        "./holdfast inventory --dir " + folder + " --lost b")
                .noneMatch(command -> command.contains("cluster site"))
                .noneMatch(command -> command.contains("cluster spare"))
                .noneMatch(command -> command.contains("{"));
    }

    @Test
    void aSiteWithAMachineToItselfIsStartedFromItsFolder() throws IOException {
        Files.createFile(folder.resolve("site.json"));
        String holdfast = folder.resolve("program/holdfast").toString();
        assertThat(
                        commands(
                                new RunbookCommands(Optional.of(folder), "b", DATA),
                                Recovery.Where.CLUSTER))
                .contains(
                        holdfast + " cluster status --site " + folder,
                        holdfast + " cluster site " + folder,
                        holdfast + " cluster spare --of b --site FOLDER --into NEW",
                        holdfast + " inventory --dir " + folder + " --lost b")
                .noneMatch(command -> command.contains("cluster start"))
                .noneMatch(command -> command.contains("./holdfast"))
                .noneMatch(command -> command.contains("{"));
    }

    @Test
    void anOfficeOnOneMachineHasNoCluster() {
        assertThat(
                        commands(
                                new RunbookCommands(Optional.empty(), "office", DATA),
                                Recovery.Where.ONE))
                .contains("./holdfast up --data " + DATA)
                .noneMatch(command -> command.contains("cluster"))
                .noneMatch(command -> command.contains("{"));
    }
}
