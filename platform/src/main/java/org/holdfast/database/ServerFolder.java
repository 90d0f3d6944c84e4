// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The folder of an embedded server: made at first start, checked at each.
final class ServerFolder {
    static final String USER = "holdfast";

    private final Path folder;
    private final ServerProcess process;

    ServerFolder(Path folder, ServerProcess process) {
        this.folder = folder;
        this.process = process;
    }

    /// Makes the data folder when there is none, and answers the password of its owner.
    String prepare() throws IOException {
        Path data = folder.resolve("data");
        Path secret = folder.resolve("password");
        if (Files.isDirectory(data)) {
            checkOwner(data);
            return Files.readString(secret);
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Permissions.writeSecret(secret, password);
        // A kill inside initdb leaves only data.new, which the next start makes anew.
        Path fresh = folder.resolve("data.new");
        Binaries.deleteTree(fresh);
        process.run(initdb(fresh, secret));
        Files.writeString(
                fresh.resolve("postgresql.conf"),
                System.lineSeparator() + "include 'holdfast.conf'" + System.lineSeparator(),
                java.nio.file.StandardOpenOption.APPEND);
        Files.createFile(fresh.resolve("holdfast.conf"), Permissions.file(fresh));
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    private List<String> initdb(Path fresh, Path secret) {
        List<String> command = new ArrayList<>(process.command("initdb"));
        command.addAll(List.of("-D", fresh.toString(), "-U", USER, "--pwfile", secret.toString()));
        command.addAll(List.of("-A", "scram-sha-256", "-E", "UTF8", "--data-checksums"));
        // With plain C, trigrams of Hangul are empty and searches find nothing.
        command.addAll(
                System.getProperty("os.name").startsWith("Mac")
                        ? List.of("--locale=C", "--lc-ctype=UTF-8")
                        : List.of("--locale=C.UTF-8"));
        return command;
    }

    private static void checkOwner(Path data) throws IOException {
        String owner = Files.getOwner(data).getName();
        String me = System.getProperty("user.name");
        if (!owner.equals(me)) {
            throw new DatabaseFault(
                    DatabaseFault.Code.FOLDER_UNUSABLE,
                    data + " belongs to another user: expected " + me + ", found " + owner);
        }
    }
}
