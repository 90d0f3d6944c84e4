// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`: is this machine fit to run an office, and what would be better?
@Command(
        name = "doctor",
        description = "Say what this machine has, lacks, and would do better with.")
final class DoctorCommand implements Callable<Integer> {
    private static final long SMALLEST_DISK_GIGABYTES = 2;
    private static final long SMALLEST_MEMORY_MEGABYTES = 1_500;

    /// Programs of others that judge our formats, and what goes unjudged without each.
    private static final Map<String, String> JUDGES =
            new TreeMap<>(
                    Map.of(
                            "pdfsig", "signatures by poppler (package poppler-utils)",
                            "openssl", "certificates and keys",
                            "chromium", "the pages in a real browser",
                            "pgbench", "the baseline of commits (package postgresql-contrib)"));

    @Option(names = "--data", description = "Data folder to look at. Default: data.")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    private int faults;

    @Override
    public Integer call() throws IOException {
        say(Runtime.version().feature() >= 25, "Java " + Runtime.version());
        long memory = Runtime.getRuntime().maxMemory() / 1_048_576;
        say(
                memory >= SMALLEST_MEMORY_MEGABYTES,
                memory + " MB for the program (at least " + SMALLEST_MEMORY_MEGABYTES + ")");
        say(true, Runtime.getRuntime().availableProcessors() + " processors");
        Path there = nearest(data.toAbsolutePath());
        long free = Files.getFileStore(there).getUsableSpace() / 1_073_741_824;
        say(
                free >= SMALLEST_DISK_GIGABYTES,
                free + " GB free where the data lie (at least " + SMALLEST_DISK_GIGABYTES + ")");
        boolean fast = providerLoads();
        hint(
                fast,
                "signing by the Corretto provider",
                "the Corretto provider does not load here: signing falls back to the JDK, slower");
        say(
                Security.getProviders().length > 0
                        && List.of("Linux", "Mac OS X").contains(System.getProperty("os.name")),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        JUDGES.forEach((program, what) ->
                hint(
                        onPath(program),
                        program,
                        program + " is not here: " + what + " is not tested"));
        hint(
                Files.exists(data.resolve("trust.json")),
                "an office has been started in " + data,
                "no office has been started in " + data + " yet");
        return faults == 0 ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private void say(boolean good, String words) {
        Screen.out(String.format(Locale.ROOT, "%-5s %s", good ? "ok" : "BAD", words));
        if (!good) {
            faults++;
        }
    }

    private static void hint(boolean good, String words, String otherwise) {
        Screen.out(
                String.format(
                        Locale.ROOT, "%-5s %s", good ? "ok" : "hint", good ? words : otherwise));
    }

    private static Path nearest(Path path) {
        Path parent = path.getParent();
        return Files.exists(path) || parent == null ? path : nearest(parent);
    }

    private static boolean providerLoads() {
        try {
            Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            return com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider.INSTANCE
                            .getLoadingError()
                    == null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
