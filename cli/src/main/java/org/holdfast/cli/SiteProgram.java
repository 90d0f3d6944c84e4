// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.cluster.SitePlan;

/// The program as each site has it, in `program/` of its folder: jars, packs, launcher and what the
/// training has learnt. Node and supervisor run from there, and so can every command
/// (`DIR/b/program/holdfast cluster status --dir DIR`): the loss of one folder, the one it was
/// built in among them, takes nobody's program along, and a new build changes none that runs.
///
/// A site without one gets it from where this command runs, or else from another site.
///
/// @param home the folder that this command runs from
/// @param classPath of this command, in its order
record SiteProgram(Path home, List<Path> classPath) {
    private static final String FOLDER = "program";
    private static final Path LIBRARIES = Path.of("cli/target/lib");
    private static final Path TRAINED = Path.of("cli/target/holdfast.aot");

    /// What the program consists of; what is not there is left out.
    private static final List<Path> PARTS =
            List.of(
                    LIBRARIES,
                    TRAINED,
                    Path.of("cli/target/holdfast.built"),
                    Path.of("packs"),
                    Path.of("holdfast"),
                    Path.of("LICENSE"));

    SiteProgram {
        classPath = List.copyOf(classPath);
    }

    static SiteProgram ofThis() {
        Path home = Path.of(System.getProperty("holdfast.home", ".")).toAbsolutePath().normalize();
        String[] entries = System.getProperty("java.class.path", "").split(File.pathSeparator, -1);
        return new SiteProgram(
                home, Arrays.stream(entries).map(one -> Path.of(one).toAbsolutePath()).toList());
    }

    /// Whether this command runs from a built program, and not from the folders of a build.
    boolean isBuilt() {
        return !classPath.isEmpty()
                && classPath.stream().allMatch(one -> one.startsWith(home.resolve(LIBRARIES)));
    }

    /// Brings a site's copy to what this command runs from; when that is gone, and the site has
    /// none, to what another site has. A death in the middle leaves no half of a copy. What a site
    /// runs from is left as it is until the site was stopped.
    void bring(SitePlan site, List<SitePlan> all) throws IOException {
        Path own = site.folder().resolve(FOLDER);
        if (site.isRunning() && Files.isDirectory(own.resolve(LIBRARIES))) {
            return;
        }
        Optional<Path> from = source(own, all);
        if (from.isEmpty() || listed(own).equals(listed(from.get()))) {
            return;
        }
        Path fresh = site.folder().resolve(FOLDER + ".new");
        remove(fresh);
        for (Path part : PARTS) {
            copy(from.get().resolve(part), fresh.resolve(part));
        }
        Path old = site.folder().resolve(FOLDER + ".old");
        remove(old);
        if (Files.exists(own)) {
            Files.move(own, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, own, StandardCopyOption.ATOMIC_MOVE);
        remove(old);
    }

    private Optional<Path> source(Path own, List<SitePlan> all) {
        if (isBuilt() && Files.isDirectory(home.resolve(LIBRARIES))) {
            return Optional.of(home);
        }
        if (Files.isDirectory(own.resolve(LIBRARIES))) {
            return Optional.empty();
        }
        return all.stream()
                .map(other -> other.folder().resolve(FOLDER))
                .filter(other -> Files.isDirectory(other.resolve(LIBRARIES)))
                .findFirst();
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            WorkFolder.remove(folder);
        }
    }

    /// With its times: the cache of a training knows jars by size and time.
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Files.createDirectories(to.getParent());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /// Names, sizes and times of all files.
    private static Map<String, String> listed(Path program) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Path part : PARTS) {
            Path there = program.resolve(part);
            if (!Files.exists(there)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(there)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                    all.put(
                            program.relativize(file).toString(),
                            is.size() + " " + is.lastModifiedTime().toMillis());
                }
            }
        }
        return all;
    }

    /// Where a site's processes run from: its own copy when it has one.
    private Optional<Path> copy(SitePlan site) {
        return Optional.of(site.folder().resolve(FOLDER))
                .filter(own -> isBuilt() && Files.isDirectory(own.resolve(LIBRARIES)));
    }

    Path home(SitePlan site) {
        return copy(site).orElse(home);
    }

    /// In the order of this command's class path, as the training knew it.
    String classPath(SitePlan site) {
        List<Path> entries = new ArrayList<>(classPath);
        copy(site)
                .ifPresent(own ->
                        entries.replaceAll(
                                one -> own.resolve(LIBRARIES).resolve(one.getFileName())));
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /// What the training has learnt, where the site has it.
    Optional<Path> trained(SitePlan site) {
        return Optional.of(home(site).resolve(TRAINED))
                .filter(cache -> isBuilt() && Files.exists(cache));
    }
}
