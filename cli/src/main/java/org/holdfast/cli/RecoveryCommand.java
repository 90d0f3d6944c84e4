// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.RecoveryCeremony;
import org.holdfast.keys.RecoveryKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trust recovery`: the ceremony that makes an office's recovery key.
@Command(
        name = "recovery",
        description = {
            "Make the office's recovery key and split it among persons.",
            "Each share is for one person; some of them together open what receipts carry. The key"
                    + " itself is kept nowhere."
        })
final class RecoveryCommand implements Callable<Integer> {
    @Option(names = "--data", description = "Data folder of the office. Default: data.")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    @Option(names = "--shares", defaultValue = "5", description = "Persons. Default: 5.")
    private int shares;

    @Option(
            names = "--threshold",
            defaultValue = "3",
            description = "How many of them are needed. Default: 3.")
    private int threshold;

    @Option(
            names = "--into",
            required = true,
            description = "Folder for the shares, a file each; hand them out and remove them.")
    private Path into = Path.of("shares");

    @Override
    public Integer call() throws IOException {
        Path keys = data.resolve("keys");
        if (!Files.isDirectory(keys)) {
            Screen.err(
                    "holdfast trust recovery: no key folder " + keys + "; start the office once");
            return ExitCode.MISSING;
        }
        try {
            if (RecoveryKey.of(keys).isPresent()) {
                Screen.err("holdfast trust recovery: this office has a recovery key already");
                return ExitCode.MISSING;
            }
            RecoveryCeremony.Made made =
                    RecoveryCeremony.make(
                            shares,
                            threshold,
                            new SecureRandom(),
                            InstantSource.system().instant());
            Files.createDirectories(into);
            try (Stream<Path> there = Files.list(into)) {
                if (there.findAny().isPresent()) {
                    Screen.err(
                            "holdfast trust recovery: "
                                    + into
                                    + " is not empty; shares in it may be of a key that was never kept");
                    return ExitCode.MISSING;
                }
            }
            for (RecoveryCeremony.Share share : made.shares()) {
                RecoveryCeremony.write(
                        into.resolve("share-" + share.number() + ".txt"), share.line() + "\n");
            }
            RecoveryCeremony.keep(made.key(), keys);
            Screen.out(
                    "recovery key %s: %d shares in %s, any %d of them open what receipts carry"
                            .formatted(made.key().id(), shares, into, threshold));
            Screen.err("Give each share to one person and remove the files. An office that runs");
            Screen.err("seals for this key from its next start on.");
            return ExitCode.GOOD;
        } catch (IllegalArgumentException | KeysFault refused) {
            Screen.complain("holdfast trust recovery", refused);
            return ExitCode.MISSING;
        }
    }
}
