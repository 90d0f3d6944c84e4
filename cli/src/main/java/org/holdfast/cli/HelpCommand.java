// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `help`, `help trust`, `help trust export`: how a command is used.
@Command(name = "help", description = "Say how a command is used: help trust export.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command's words.")
    private List<String> names = List.of();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine own = Objects.requireNonNull(spec).commandLine();
        CommandLine line = own.getParent();
        for (String name : names) {
            CommandLine next = line.getSubcommands().get(name);
            if (next == null) {
                throw new ParameterException(
                        own, line.getCommandSpec().qualifiedName() + " has no command " + name);
            }
            line = next;
        }
        line.usage(Screen.OUT);
        return ExitCode.GOOD;
    }
}
