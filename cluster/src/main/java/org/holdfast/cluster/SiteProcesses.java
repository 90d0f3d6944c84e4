// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The living processes of one site, found in `/proc`. A process belongs to it when
///
/// - a file `state/NAME.pid` names its number and its start time (numbers are used again), or
/// - its environment has `HOLDFAST_SITE_FOLDER=` with the site's folder, or
/// - it is a `postgres` that works in the site's data folder (PostgreSQL writes over its
///   environment, and outlives a Patroni that was killed), or the one that `postmaster.pid` names
///   with its start, where processes of another user cannot be looked into, or
/// - one of these is its ancestor.
///
/// Never by name alone. What has ended and waits to be collected is not living.
final class SiteProcesses {
    static final String MARK = "HOLDFAST_SITE_FOLDER";
    private static final Path PROC = Path.of("/proc");

    /// Positions in `/proc/PID/stat` after the name in brackets (proc(5), fields 3, 4 and 22).
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int START_TICKS = 19;
    private static final int KILL_ROUNDS = 400;

    /// PostgreSQL notes its start a little after the process began.
    private static final int START_SECONDS = 10;

    private SiteProcesses() {}

    /// All of them, the supervisor first. One look through `/proc`.
    static List<ProcessHandle> of(SitePlan plan) throws IOException {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        for (String service : List.of(Supervisor.NAME, "node", "haproxy", "patroni", "etcd")) {
            alive(plan, service).ifPresent(found::add);
        }
        postmaster(plan).ifPresent(found::add);
        byte[] mark = (MARK + "=" + plan.folder()).getBytes(StandardCharsets.UTF_8);
        Map<Long, List<Long>> children = new HashMap<>();
        try (Stream<Path> all = Files.list(PROC)) {
            for (Path process : all.toList()) {
                if (!process.getFileName().toString().matches("[0-9]+")) {
                    continue;
                }
                long pid = Long.parseLong(process.getFileName().toString());
                stat(pid)
                        .ifPresent(fields ->
                                children.computeIfAbsent(
                                                Long.parseLong(fields.get(PARENT)),
                                                _ -> new ArrayList<>())
                                        .add(pid));
                if (marked(process, mark) || postgres(process, plan)) {
                    handle(pid).ifPresent(found::add);
                }
            }
        }
        Deque<ProcessHandle> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            for (long child : children.getOrDefault(open.remove().pid(), List.of())) {
                handle(child).filter(found::add).ifPresent(open::add);
            }
        }
        found.remove(ProcessHandle.current());
        return List.copyOf(found);
    }

    /// Notes a process in `state/NAME.pid`.
    static void note(SitePlan plan, String service, long pid) throws IOException {
        Disk.replaceLine(
                pidFile(plan, service),
                pid + " " + stat(pid).map(fields -> fields.get(START_TICKS)).orElse("-") + "\n");
    }

    static void forget(SitePlan plan, String service) throws IOException {
        Files.deleteIfExists(pidFile(plan, service));
    }

    /// The process that `state/NAME.pid` names, when it is that one and lives.
    static Optional<ProcessHandle> alive(SitePlan plan, String service) throws IOException {
        Path file = pidFile(plan, service);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] words = Files.readString(file).strip().split(" ", -1);
        if (words.length != 2 || !words[0].matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(words[0]);
        return stat(pid).filter(fields -> fields.get(START_TICKS).equals(words[1])).isPresent()
                ? ProcessHandle.of(pid)
                : Optional.empty();
    }

    /// `kill -9` of everything that belongs to these sites: first all are found, then all are
    /// killed one directly after the other, the supervisors first, so that nothing lives on
    /// between; then again until nothing is left that was made meanwhile.
    static Killed kill(List<SitePlan> plans) throws IOException {
        Set<Long> killed = new LinkedHashSet<>();
        long begun = 0;
        for (int round = 0; round < KILL_ROUNDS; round++) {
            List<ProcessHandle> living = new ArrayList<>();
            for (SitePlan plan : plans) {
                living.addAll(of(plan));
            }
            begun = round == 0 ? System.nanoTime() : begun;
            if (living.isEmpty()) {
                return new Killed(killed.size(), (System.nanoTime() - begun) / 1_000_000);
            }
            for (ProcessHandle one : living) {
                one.destroyForcibly();
                killed.add(one.pid());
            }
            Pauses.ofMillis(5);
        }
        throw new ClusterFault(
                "there are processes that cannot be killed at "
                        + String.join(", ", plans.stream().map(SitePlan::site).toList()));
    }

    /// The processes of a site's PostgreSQL whose title begins with this, such as `walsender`.
    static List<Long> postgres(SitePlan plan, String title) {
        return postmaster(plan).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(pid -> title(pid).matches("postgres: (.*: )?" + title + " .*"))
                .toList();
    }

    /// PostgreSQL writes what a process does over its arguments.
    private static String title(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /// Line 1 of `postmaster.pid` is the process, line 3 when it started, in seconds since 1970.
    static Optional<ProcessHandle> postmaster(SitePlan plan) {
        try {
            List<String> lines =
                    Files.readAllLines(plan.postgresFolder().resolve("postmaster.pid"));
            long pid = Long.parseLong(lines.get(0).strip());
            long started = Long.parseLong(lines.get(2).strip());
            return handle(pid)
                    .filter(one ->
                            one.info()
                                    .startInstant()
                                    .map(at ->
                                            Math.abs(at.getEpochSecond() - started)
                                                    <= START_SECONDS)
                                    .orElse(false));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static Path pidFile(SitePlan plan, String service) {
        return plan.state().resolve(service + ".pid");
    }

    private static Optional<ProcessHandle> handle(long pid) {
        return stat(pid).isPresent() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /// The fields of a living process from the third on; empty when there is none.
    private static Optional<List<String>> stat(long pid) {
        try {
            String line =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            List<String> fields =
                    new ArrayList<>(
                            List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)));
            String state = fields.get(STATE);
            return state.equals("Z") || state.equals("X") ? Optional.empty() : Optional.of(fields);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static boolean marked(Path process, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            return ("\0" + new String(environment, StandardCharsets.UTF_8) + "\0")
                    .contains("\0" + new String(mark, StandardCharsets.UTF_8) + "\0");
        } catch (IOException notOursOrGone) {
            return false;
        }
    }

    private static boolean postgres(Path process, SitePlan plan) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(plan.postgresFolder())
                    && Files.readSymbolicLink(process.resolve("exe"))
                            .getFileName()
                            .toString()
                            .startsWith("postgres");
        } catch (IOException notOursOrGone) {
            return false;
        }
    }
}
