// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of Holdfast in a process of its own, on the class path of this one.
final class JavaCommand {
    private JavaCommand() {}

    /// @param javaOptions for its virtual machine
    /// @param arguments such as `up --demo`
    static List<String> of(List<String> javaOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:+UseSerialGC"); // as the launcher starts an office
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dholdfast.home=" + System.getProperty("holdfast.home"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("org.holdfast.cli.Main");
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /// Starts it; what it prints is added to `console.log` in the folder. It is told to stop when
    /// this process is told to.
    static Process launch(Path folder, List<String> command) throws IOException {
        Files.createDirectories(folder);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("console.log").toFile()))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop"));
        return process;
    }
}
