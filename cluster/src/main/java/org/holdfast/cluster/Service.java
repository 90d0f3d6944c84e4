// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One process that is started again whenever it ends, until it is told to stop. What it prints is
/// added to its log, which is cut when it is longer than 32 MB.
///
/// Thread-safe. Between two starts it waits half a second, twice as long each time, at most 10 s; a
/// run of 10 s makes the wait short again.
final class Service {
    private static final long SHORTEST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 10_000;
    private static final long LONGEST_LOG_BYTES = 32L << 20;
    private static final int SIGTERM_EXIT = 143;

    private final SitePlan plan;
    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final Consumer<String> say;
    private final Duration stopLimit;
    private @Nullable Process process;
    private boolean wanted;
    private long startedNanos;
    private long againNanos;
    private long waitMillis = SHORTEST_WAIT_MILLIS;

    /// @param folder in which it runs
    /// @param stopLimit between SIGTERM and SIGKILL
    Service(
            SitePlan plan,
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Duration stopLimit,
            Consumer<String> say) {
        this.plan = plan;
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.stopLimit = stopLimit;
        this.say = say;
    }

    /// Looks whether it runs, and starts it when it does not and its wait is over. Called often.
    synchronized void keep() {
        wanted = true;
        Process running = process;
        if (running != null) {
            if (running.isAlive()) {
                cutLog();
                return;
            }
            ended(running);
        }
        if (System.nanoTime() - againNanos >= 0) {
            start();
        }
    }

    private void ended(Process ended) {
        process = null;
        boolean ranLong = System.nanoTime() - startedNanos > TimeUnit.SECONDS.toNanos(10);
        waitMillis = ranLong ? SHORTEST_WAIT_MILLIS : Math.min(waitMillis * 2, LONGEST_WAIT_MILLIS);
        againNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        say.accept(
                name
                        + " ended with "
                        + ended.exitValue()
                        + "; starting it again in "
                        + waitMillis
                        + " ms");
    }

    private void start() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(plan.log(name).toFile()));
            builder.environment().putAll(environment);
            builder.environment().put(SiteProcesses.MARK, plan.folder().toString());
            Process fresh = builder.start();
            process = fresh;
            startedNanos = System.nanoTime();
            say.accept(name + " started as " + fresh.pid());
            note(fresh);
        } catch (IOException notStarted) {
            waitMillis = Math.min(waitMillis * 2, LONGEST_WAIT_MILLIS);
            againNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
            say.accept(name + " does not start: " + notStarted.getMessage());
        }
    }

    /// It runs, whether that can be written or not.
    private void note(Process fresh) {
        try {
            SiteProcesses.note(plan, name, fresh.pid());
        } catch (IOException full) {
            say.accept("the number of " + name + " is not noted: " + full.getMessage());
        }
    }

    /// SIGTERM, then SIGKILL when it does not end within its limit. Does nothing when it stands.
    synchronized void stop() {
        if (!wanted && process == null) {
            return;
        }
        wanted = false;
        Process running = process;
        process = null;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(stopLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                say.accept(name + " did not stop within " + stopLimit + " and is killed");
                running.destroyForcibly().waitFor();
            }
            SiteProcesses.forget(plan, name);
        } catch (InterruptedException told) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException left) {
            say.accept("a file of " + name + " stays: " + left.getMessage());
        }
        int exit = running.isAlive() ? -1 : running.exitValue();
        say.accept(name + " stopped" + (exit == 0 || exit == SIGTERM_EXIT ? "" : " with " + exit));
    }

    /// The process appends, so that what is cut away leaves no hole.
    private void cutLog() {
        try {
            Path log = plan.log(name);
            if (Files.size(log) > LONGEST_LOG_BYTES) {
                Files.copy(
                        log,
                        log.resolveSibling(name + ".log.1"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    file.truncate(0);
                }
            }
        } catch (IOException full) {
            say.accept("the log of " + name + " is not cut: " + full.getMessage());
        }
    }
}
