// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast`: the list of subcommands is the table of contents of the program.
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        version = "holdfast 0.1.0",
        description = "Public offices that keep serving, and can prove that nothing was lost.",
        footer = {
            "",
            "Also: ./holdfast test (all gates and tests), ./holdfast build, ./holdfast format."
        },
        subcommands = {
            UpCommand.class,
            TryCommand.class,
            VerifyCommand.class,
            TrustCommand.class,
            JournalCommand.class,
            LoginCommand.class,
            AccountsCommand.class,
            PkiCommand.class,
            ClusterCommand.class,
            NodeCommand.class,
            DrillCommand.class,
            BenchCommand.class,
            InventoryCommand.class,
            ServicesCommand.class,
            TrainCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Main {
    public static void main(String[] arguments) {
        System.exit(line().execute(arguments));
    }

    /// The whole command line; what a command could not do is said in one line.
    static CommandLine line() {
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            Screen.complain(command.getCommandSpec().qualifiedName(), failure);
            return ExitCode.MISSING;
        });
        return line;
    }
}
