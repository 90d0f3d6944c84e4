// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteProgramTest {
    private static final FileTime BUILT = FileTime.from(Instant.parse("2026-11-27T00:00:00Z"));

    @TempDir Path folder;

    private Path home;
    private List<SitePlan> sites;

    @BeforeEach
    void build() throws IOException {
        home = folder.resolve("checkout");
        file("cli/target/lib/two.jar", "2");
        file("cli/target/lib/one.jar", "1");
        file("cli/target/holdfast.aot", "learnt");
        file("packs/kr/service.yaml", "service");
        file("holdfast", "launcher");
        file("pom.xml", "no part of the program");
        sites = List.of(site("a"), site("b"), site("c"));
    }

    private void file(String name, String words) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, words);
        Files.setLastModifiedTime(file, BUILT);
    }

    private SitePlan site(String name) throws IOException {
        SequencedMap<String, String> addresses = new LinkedHashMap<>();
        List.of("a", "b", "c").forEach(one -> addresses.put(one, "127.0.0.1"));
        Path own = Files.createDirectories(folder.resolve(name));
        return new SitePlan(name, "x", addresses, Ports.USUAL, own, Optional.empty(), true);
    }

    private SiteProgram program() {
        Path libraries = home.resolve("cli/target/lib");
        return new SiteProgram(
                home, List.of(libraries.resolve("two.jar"), libraries.resolve("one.jar")));
    }

    @Test
    void eachSiteRunsFromItsOwnCopyInTheOrderThatTheTrainingKnew() throws IOException {
        SitePlan b = sites.get(1);
        program().bring(b, sites);
        Path own = folder.resolve("b/program");
        assertThat(program().home(b)).isEqualTo(own);
        assertThat(program().classPath(b))
                .isEqualTo(own + "/cli/target/lib/two.jar:" + own + "/cli/target/lib/one.jar");
        assertThat(program().trained(b)).contains(own.resolve("cli/target/holdfast.aot"));
        assertThat(own.resolve("packs/kr/service.yaml")).hasContent("service");
        assertThat(Files.getLastModifiedTime(own.resolve("cli/target/lib/one.jar")))
                .isEqualTo(BUILT);
        assertThat(own.resolve("pom.xml")).doesNotExist();
        assertThat(program().home(sites.getFirst())).isEqualTo(home);
    }

    @Test
    void aNewBuildTakesThePlaceOfTheOldAndTheSameOneIsLeftAlone() throws IOException {
        SitePlan a = sites.getFirst();
        program().bring(a, sites);
        Path jar = folder.resolve("a/program/cli/target/lib/one.jar");
        Object before = Files.getAttribute(jar, "unix:ino");
        program().bring(a, sites);
        assertThat(Files.getAttribute(jar, "unix:ino")).isEqualTo(before);
        file("cli/target/lib/one.jar", "1 anew");
        Files.delete(home.resolve("cli/target/holdfast.aot"));
        program().bring(a, sites);
        assertThat(jar).hasContent("1 anew");
        assertThat(program().trained(a)).isEqualTo(Optional.empty());
    }

    @Test
    void aSiteThatHasLostItsProgramGetsItFromAnotherWhenNobodyElseHasIt() throws IOException {
        program().bring(sites.get(2), sites);
        WorkFolder.remove(home);
        SitePlan a = sites.getFirst();
        program().bring(a, sites);
        assertThat(folder.resolve("a/program/cli/target/lib/two.jar")).hasContent("2");
        program().bring(sites.get(2), sites);
        assertThat(folder.resolve("c/program/cli/target/lib/two.jar")).hasContent("2");
    }

    @Test
    void aDeathInTheMiddleLeavesNoHalfOfACopy() throws IOException {
        SitePlan a = sites.getFirst();
        program().bring(a, sites);
        Files.createDirectories(folder.resolve("a/program.new/packs"));
        Files.writeString(folder.resolve("a/program.new/packs/half"), "half");
        assertThat(program().home(a)).isEqualTo(folder.resolve("a/program"));
        file("packs/kr/service.yaml", "service of a new build");
        program().bring(a, sites);
        assertThat(folder.resolve("a/program/packs/half")).doesNotExist();
        assertThat(folder.resolve("a/program/packs/kr/service.yaml"))
                .hasContent("service of a new build");
    }

    @Test
    void aBuildsFoldersAreNoProgram() throws IOException {
        SiteProgram classes = new SiteProgram(home, List.of(home.resolve("cli/target/classes")));
        classes.bring(sites.getFirst(), sites);
        assertThat(folder.resolve("a/program")).doesNotExist();
        assertThat(classes.classPath(sites.getFirst()))
                .isEqualTo(home.resolve("cli/target/classes").toString());
    }
}
