// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.offices.Offices;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Has the root of an office that does not run state that keys are in other hands, and publishes
/// that in its trust file. Durable when it returns; cannot be taken back.
public final class KeyCompromise {
    private final Path data;
    private final InstantSource clock;

    /// @param data the office's data folder
    public KeyCompromise(Path data, InstantSource clock) {
        this.data = data.toAbsolutePath().normalize();
        this.clock = clock;
    }

    /// States it of everything that one of these names means.
    ///
    /// @param names `site` for every key but the root's and the mirrors'; the code of an office or
    ///   a key id for seals; `promises` for the node's; the origin or name of a journal; the name
    ///   of a mirror
    /// @return what each statement is about, in words
    /// @throws IllegalArgumentException in words, when a name means nothing here or the moment is
    ///   to come; nothing was stated then
    /// @throws OfficeInUse when an office runs on the folder
    public List<String> state(List<String> names, Instant since) {
        Instant moment = since.truncatedTo(ChronoUnit.SECONDS);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (moment.isAfter(now)) {
            throw new IllegalArgumentException(since + " is to come");
        }
        JsonNode published = published();
        KeysSettings settings =
                new KeysSettings(data.resolve("keys"), published.path("specimen").asBoolean(false));
        try (DataFolder folder = DataFolder.take(data);
                Keys keys = Keys.open(settings, Offices.standard(), clock, new SecureRandom())) {
            keys.mirrors(mirrors(published));
            List<TrustedKeys.Named> found = new ArrayList<>();
            TrustedKeys trusted = TrustedKeys.of(keys.trust());
            names.forEach(name -> found.addAll(trusted.called(name)));
            found.forEach(one -> keys.root().compromised(one.key(), moment, now));
            folder.write("trust.json", keys::trust);
            return found.stream().map(TrustedKeys.Named::what).toList();
        }
    }

    private JsonNode published() {
        Path file = data.resolve("trust.json");
        if (!Files.exists(file) || !Files.exists(data.resolve("keys/root.p12"))) {
            throw new IllegalArgumentException(
                    data + " has no trust.json and keys/root.p12; it is no office's folder");
        }
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (JacksonException bad) {
            throw new IllegalArgumentException(file + " cannot be read", bad);
        }
    }

    private static List<Keys.Mirror> mirrors(JsonNode published) {
        return published
                .path("mirrors")
                .valueStream()
                .map(one ->
                        new Keys.Mirror(
                                one.path("name").asString(""),
                                one.path("mirror").asString(""),
                                one.path("witness").asString(""),
                                one.path("site").asBoolean(false)))
                .toList();
    }
}
