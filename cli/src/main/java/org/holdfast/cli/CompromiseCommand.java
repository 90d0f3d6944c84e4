// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.app.KeyCompromise;
import org.holdfast.app.OfficeInUse;
import org.holdfast.keys.KeysFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trust compromise`: the root states since when a key is in other hands.
@Command(
        name = "compromise",
        description = {
            "State that a key has been in other hands since a moment.",
            "The office's root signs that. From then on what the key signed counts only where enough",
            "mirrors had seen it before. The office does not run; its next start makes new keys in",
            "place of those of seals and promises.",
            "It cannot be taken back. Choose the moment too early rather than too late."
        },
        footer = "Hand the new trust.json to everybody who verifies: an older one knows nothing.")
final class CompromiseCommand implements Callable<Integer> {
    private static final String NAME = "holdfast trust compromise";

    @Option(names = "--data", description = "Data folder of the office. Default: data.")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    @Option(
            names = "--key",
            required = true,
            description = {
                "Whose key: site (all but the root's and the mirrors'), promises, the code of an",
                "office or a key id (seals), the name or origin of a journal, the name of a mirror.",
                "May be given again."
            })
    private List<String> keys = List.of();

    @Option(
            names = "--since",
            required = true,
            description = "The moment, in UTC, such as 2026-11-20T00:00:00Z.")
    private String since = "";

    @Override
    public Integer call() {
        Screen.quietLibraries();
        try {
            Instant moment = Instant.parse(since);
            List<String> stated =
                    new KeyCompromise(data, InstantSource.system()).state(keys, moment);
            stated.forEach(what -> Screen.out("compromised since " + moment + ": " + what));
            Screen.err("Published in " + data.resolve("trust.json") + ", and at /trust from the");
            Screen.err("next start on. Hand it to everybody who verifies.");
            return ExitCode.GOOD;
        } catch (DateTimeException bad) {
            Screen.err(NAME + ": --since is no moment such as 2026-11-20T00:00:00Z");
            return ExitCode.MISSING;
        } catch (IllegalArgumentException | KeysFault | OfficeInUse refused) {
            Screen.complain(NAME, refused);
            return ExitCode.MISSING;
        }
    }
}
