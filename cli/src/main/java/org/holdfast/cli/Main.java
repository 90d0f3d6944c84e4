// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast`: the list of subcommands is the table of contents of the program.
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0",
        description = "Public offices that keep serving, and can prove that nothing was lost.",
        subcommands = {CommandLine.HelpCommand.class})
public final class Main {
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
