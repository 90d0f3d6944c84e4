// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private static final int USAGE = CommandLine.ExitCode.USAGE;

    @Test
    void everyCommandSaysHowItIsUsed() {
        List<List<String>> all = new ArrayList<>();
        collect(Main.line(), List.of(), all);
        assertThat(all).contains(List.of("trust", "export"), List.of("drill", "wrong-person"));
        for (List<String> words : all) {
            List<String> asked = new ArrayList<>(words);
            asked.add("--help");
            assertThat(run(asked)).as(String.join(" ", asked)).isZero();
            asked.removeLast();
            asked.addFirst("help");
            assertThat(run(asked)).as(String.join(" ", asked)).isZero();
        }
        assertThat(run(List.of("help", "trust", "nothing"))).isEqualTo(USAGE);
    }

    /// The lists of commands show the first line of each description and nothing behind it.
    @Test
    void everySummaryIsAWholeSentence() {
        requireWholeSentences(Main.line());
    }

    private static void requireWholeSentences(CommandLine line) {
        line.getSubcommands()
                .forEach((name, sub) -> {
                    if (sub.getCommandSpec().usageMessage().hidden()) {
                        return; // run by others, listed nowhere
                    }
                    String[] description = sub.getCommandSpec().usageMessage().description();
                    assertThat(description).as(name).isNotEmpty();
                    assertThat(description[0]).as(name).endsWith(".").hasSizeLessThan(90);
                    String list = line.getUsageMessage().replaceAll("\\s+", " ");
                    assertThat(list).as(name).contains(description[0]);
                    requireWholeSentences(sub);
                });
    }

    private static void collect(CommandLine line, List<String> words, List<List<String>> all) {
        line.getSubcommands()
                .forEach((name, sub) -> {
                    List<String> longer = new ArrayList<>(words);
                    longer.add(name);
                    all.add(longer);
                    collect(sub, longer, all);
                });
    }

    @Test
    void refusesAPortThatIsTakenBeforeMakingAnything(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            Path data = folder.resolve("data");
            assertThat(run(List.of("up", "--port", port, "--data", data.toString())))
                    .isEqualTo(ExitCode.MISSING);
            assertThat(Files.exists(data)).isFalse();
            assertThat(Port.obstacle("127.0.0.1", taken.getLocalPort()))
                    .hasValue("port " + port + " is in use; use --port");
        }
        assertThat(Port.obstacle("127.0.0.1", 0)).isEmpty();
    }

    @Test
    void refusesADrillTooShortToPlantEveryKindOfSwap() {
        assertThat(run(List.of("drill", "wrong-person", "--papers", "99"))).isEqualTo(USAGE);
    }

    @Test
    void refusesAFaultOfWhatIsNoLink() {
        for (String none : List.of("a-a", "a-d", "a", "a-b-c")) {
            assertThat(run(List.of("drill", "long-packets", "--link", none)))
                    .as(none)
                    .isEqualTo(USAGE);
        }
        assertThat(run(List.of("drill", "long-packets", "--link", "a-b", "--site", "a")))
                .isEqualTo(USAGE);
        assertThat(run(List.of("drill", "partition", "--link", "a-b"))).isEqualTo(USAGE);
    }

    @Test
    void saysInWordsWhatWentWrong() {
        assertThat(Words.of(new NoSuchFileException("x.pdf"))).isEqualTo("there is no file x.pdf");
        assertThat(Words.of(new IllegalStateException("deep", new ConnectException())))
                .isEqualTo("nothing answers at that address; is the office running?");
        assertThat(run(List.of("journal", "verify", "localhost"))).isEqualTo(ExitCode.MISSING);
        assertThat(run(List.of("journal", "verify", "http://127.0.0.1:1")))
                .isEqualTo(ExitCode.MISSING);
    }

    @Test
    void saysWhenATrustFileIsNone(@TempDir Path folder) throws Exception {
        Path paper = Files.writeString(folder.resolve("paper.pdf"), "x");
        Path trust = Files.writeString(folder.resolve("trust.json"), "{}");
        assertThat(run(List.of("verify", paper.toString(), "--trust", trust.toString())))
                .isEqualTo(ExitCode.MISSING);
        assertThat(run(List.of("verify", paper.toString(), "--trust", folder + "/none")))
                .isEqualTo(ExitCode.MISSING);
    }

    private static int run(List<String> words) {
        CommandLine line = Main.line();
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(words.toArray(String[]::new));
    }
}
