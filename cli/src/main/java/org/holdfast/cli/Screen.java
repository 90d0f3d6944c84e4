// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import ch.qos.logback.classic.Level;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the command line prints: answers on the standard output, everything else beside it.
final class Screen {
    static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    private static final int BAR = 30;
    private static final boolean TERMINAL = terminal();
    private static long toldTenth = -1;

    static void out(String line) {
        OUT.println(line);
    }

    static void err(String line) {
        ERR.println(line);
    }

    /// A bar that is drawn over itself in a terminal, and a line now and then elsewhere.
    static void progress(String what, long done, long all) {
        long percent = all == 0 ? 100 : done * 100 / all;
        if (TERMINAL) {
            int full = (int) (percent * BAR / 100);
            ERR.printf(
                    "\r  %s [%s%s] %,d of %,d",
                    what, "#".repeat(full), "-".repeat(BAR - full), done, all);
            if (done >= all) {
                ERR.println();
            }
        } else if (isWorthALine(percent)) {
            ERR.printf("  %s: %,d of %,d%n", what, done, all);
        }
    }

    /// Each tenth once, and the end.
    private static synchronized boolean isWorthALine(long percent) {
        long tenth = percent / 10;
        boolean worth = tenth != toldTenth || percent >= 100;
        toldTenth = tenth;
        return worth;
    }

    /// The same, with how many a second and how long it will still take at that rate.
    static void progress(String what, long done, long all, Duration since) {
        double seconds = Math.max(1e-3, since.toNanos() / 1e9);
        double rate = done / seconds;
        long left = rate < 1 ? 0 : Math.round((all - done) / rate);
        String words = "%s, %,.0f a second, %d s left".formatted(what, rate, left);
        progress(words, done, all);
    }

    /// @param command the whole command, such as `holdfast trust export`
    static void complain(String command, Throwable failure) {
        err(command + ": " + Words.of(failure));
        if (System.getenv("HOLDFAST_TRACE") != null) {
            failure.printStackTrace(ERR);
        }
    }

    /// The libraries' own lines belong into an office's log, not between ours.
    static void quietLibraries() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
                instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.WARN);
        }
    }

    /// Without a terminal there is no console, or one that is none, by the version of Java.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private Screen() {}
}
