// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.holdfast.app.OfficeRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `journal numbers`: acceptance numbers whose rows were lost or altered, counted anew.
@Command(
        name = "numbers",
        description = {
            "Have the acceptance numbers counted anew from the central journal.",
            "They are ranks in it, so they come out the same. The office does not run; its next"
                    + " start counts."
        })
final class NumbersCommand implements Callable<Integer> {
    @Option(names = "--data", description = "The office's data folder. Default: data.")
    private Path data = Path.of(System.getProperty("holdfast.home", "."), "data");

    @Override
    public Integer call() {
        Screen.quietLibraries();
        OfficeRows.countNumbersAnew(data);
        Screen.out("the next start counts the acceptance numbers anew");
        return ExitCode.GOOD;
    }
}
