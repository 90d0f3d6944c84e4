// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.holdfast.drills.Command;
import org.holdfast.drills.OfficeClient;
import org.holdfast.keys.Providers;
import org.holdfast.mirror.MirrorKeys;
import org.holdfast.mirror.MirrorRun;
import org.holdfast.mirror.MirrorServer;
import org.holdfast.mirror.MirrorSettings;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `journal mirror`: keep a whole copy of an office's journals here, and cosign what is on disk,
/// until Ctrl-C.
@picocli.CommandLine.Command(
        name = "mirror",
        description = "Keep a whole copy of an office's journals here, and cosign it.")
final class MirrorCommand implements Callable<Integer> {
    @Option(names = "--of", required = true, description = "Address of the office.")
    private URI office = URI.create("http://localhost:8080");

    @Option(names = "--into", required = true, description = "Folder for the copy.")
    private Path folder = Path.of("mirror");

    @Option(
            names = "--name",
            defaultValue = "mirror",
            description = "Name of this place. Default: ${DEFAULT-VALUE}.")
    private String name = "mirror";

    @Option(
            names = "--operator-token",
            description = "File with an operator's token, to admit this place at the office once.")
    private Optional<Path> operatorToken = Optional.empty();

    @Option(
            names = "--serve",
            description = "Serve the copies to others on this port, and take pushes there.")
    private Optional<Integer> serve = Optional.empty();

    @Option(
            names = "--address",
            description =
                    "Where the office reaches the copies that are served; this mirror tells it by"
                            + " its key, and it asks there at each start. Default with --serve:"
                            + " http://localhost:PORT.")
    private Optional<URI> address = Optional.empty();

    @Option(names = "--once", description = "Copy what is there, cosign, and end.")
    private boolean once;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<String> token = token();
        if (token.isEmpty()) {
            MirrorKeys keys = MirrorKeys.of(folder, name);
            Screen.err("The office does not know this mirror yet. Give --operator-token FILE, or");
            Screen.err("have the operator admit it (POST /api/v1/mirrors) with these keys:");
            Screen.out(keys.mirror().vkey());
            Screen.out(keys.witness().vkey());
            Screen.err("and put the token into " + folder.resolve("token"));
            return ExitCode.MISSING;
        }
        MirrorSettings settings =
                new MirrorSettings(
                        office, folder, name, token.get(), MirrorSettings.EVERY, Providers.fast());
        try (MirrorRun run = MirrorRun.open(settings, InstantSource.system(), Screen::err)) {
            if (once) {
                long entries = run.look();
                Screen.out(entries + " entries kept in " + folder);
                return run.alarms().isEmpty() ? ExitCode.GOOD : ExitCode.FINDING;
            }
            Thread stop = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            if (serve.isPresent()) {
                MirrorServer server = MirrorServer.start(run, "127.0.0.1", serve.get());
                String local = "http://localhost:" + server.port();
                Screen.out("Serving the copies at " + local + "; pushes are taken there too");
                run.serveAt(address.orElseGet(() -> URI.create(local)));
            }
            Screen.out("Mirroring " + office + " into " + folder + "; Ctrl-C stops it");
            run.run();
            return run.alarms().isEmpty() ? ExitCode.GOOD : ExitCode.FINDING;
        }
    }

    private Optional<String> token() throws IOException {
        Path file = folder.resolve("token");
        if (Files.exists(file) && operatorToken.isEmpty()) {
            return Optional.of(Files.readString(file).strip());
        }
        if (operatorToken.isEmpty()) {
            return Optional.empty();
        }
        String given = admitted(Files.readString(operatorToken.get()).strip());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, given + "\n");
        return Optional.of(given);
    }

    private String admitted(String operator) throws IOException {
        MirrorKeys keys = MirrorKeys.of(folder, name);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("name", name);
        body.put("mirror", keys.mirror().vkey());
        body.put("witness", keys.witness().vkey());
        address.map(URI::toString)
                .or(() -> serve.filter(port -> port > 0).map(port -> "http://localhost:" + port))
                .ifPresent(served -> body.put("address", served));
        String base = office.toString().replaceFirst("/*$", "");
        try (OfficeClient client = new OfficeClient(base, operator)) {
            OfficeClient.Answer answer =
                    client.send(
                            new Command(UUID.randomUUID().toString(), "", "/api/v1/mirrors", body),
                            Duration.ofSeconds(30));
            if (answer.status() != 201) {
                throw new IOException(
                        "the office did not admit this mirror: "
                                + answer.status()
                                + " "
                                + answer.json().path("detail").asString(""));
            }
            return answer.json().path("token").asString("");
        }
    }
}
