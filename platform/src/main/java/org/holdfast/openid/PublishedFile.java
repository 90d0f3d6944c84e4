// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a provider has published, in a file with its age, so that a start needs no provider. Forced
/// under another name and then renamed: a crash on any line leaves the one before or the new one.
/// One that is damaged, or of another issuer, is none. For one thread.
final class PublishedFile {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedFile.class);
    private static final int LONGEST =
            2 * (Published.LONGEST_METADATA + Published.LONGEST_KEYS) + 1_024;

    private final Path file;
    private final ProviderSettings settings;

    PublishedFile(Path folder, ProviderSettings settings) {
        this.file = folder.resolve(settings.name() + ".json");
        this.settings = settings;
    }

    Optional<Published> read() {
        try {
            if (Files.size(file) > LONGEST) {
                LOG.warn("{} is longer than anything that is kept", file);
                return Optional.empty();
            }
            ObjectNode kept = Json.object(Files.readAllBytes(file), "what is kept");
            if (!settings.issuer().equals(Json.text(kept, "issuer").orElse(""))) {
                return Optional.empty();
            }
            return Optional.of(
                    Published.of(
                            settings,
                            Instant.parse(Json.text(kept, "at").orElse("")),
                            Json.text(kept, "metadata").orElse(""),
                            Json.text(kept, "keys").orElse("")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | NotTaken | DateTimeException damaged) {
            LOG.warn("{} cannot be read: {}", file, damaged.toString());
            return Optional.empty();
        }
    }

    /// @throws IOException when it is not kept; what was kept before is
    void keep(Published published) throws IOException {
        ObjectNode kept =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("issuer", settings.issuer())
                        .put("at", published.at().toString())
                        .put("metadata", published.metadata())
                        .put("keys", published.keyText());
        Path folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder);
        Path fresh = folder.resolve(settings.name() + ".new");
        ByteBuffer bytes =
                ByteBuffer.wrap(
                        JsonMapper.shared()
                                .writeValueAsString(kept)
                                .getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                var _ = channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
