// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {
    private static final SecretKey MASTER = new SecretKeySpec(new byte[32], "AES");
    private static final byte[] TEXT = "홍길동 中野".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    private SqliteDataKeys open(SecretKey master) {
        return new SqliteDataKeys(
                folder.resolve("data-keys.db"),
                master,
                Optional.empty(),
                InstantSource.system(),
                new SecureRandom());
    }

    @Test
    void findsEveryKeyAgainAfterARestart() {
        List<DataKey> made;
        byte[] blob;
        try (SqliteDataKeys keys = open(MASTER)) {
            made = keys.createAll(5_000);
            blob = made.getFirst().encrypt(TEXT, new SecureRandom());
        }
        try (SqliteDataKeys keys = open(MASTER)) {
            assertThat(keys.count()).isEqualTo(5_000);
            Set<KeyId> ids = new HashSet<>();
            for (DataKey key : made) {
                assertThat(keys.find(key.id()).orElseThrow().key()).isEqualTo(key.key());
                ids.add(key.id());
            }
            assertThat(ids).hasSize(5_000);
            assertThat(keys.find(made.getFirst().id()).orElseThrow().decrypt(blob)).isEqualTo(TEXT);
        }
    }

    @Test
    void neverFindsAnErasedKeyAgainAndRemembersThatItWasErased() throws IOException {
        DataKey key;
        DataKeys.Erasure erasure;
        try (SqliteDataKeys keys = open(MASTER)) {
            key = keys.create();
            keys.create();
            erasure = keys.erase(key.id(), "PIPA 36");
            assertThat(keys.find(key.id())).isEmpty();
            assertThat(keys.erase(key.id(), "another")).isEqualTo(erasure);
        }
        try (SqliteDataKeys keys = open(MASTER)) {
            assertThat(keys.find(key.id())).isEmpty();
            assertThat(keys.erasure(key.id())).contains(erasure);
            assertThat(keys.erasures()).containsExactly(erasure);
            assertThat(keys.count()).isEqualTo(1);
        }
    }

    @Test
    void buriesAKeyThatItNeverHeld() {
        try (SqliteDataKeys keys = open(MASTER)) {
            KeyId elsewhere = KeyId.of(new byte[16]);
            keys.erase(elsewhere, "replayed");
            assertThat(keys.erasure(elsewhere)).isPresent();
            assertThat(keys.find(elsewhere)).isEmpty();
        }
    }

    @Test
    void keepsKeysOnlyWrapped() throws IOException {
        DataKey key;
        try (SqliteDataKeys keys = open(MASTER)) {
            key = keys.create();
        }
        String file = HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("data-keys.db")));
        assertThat(file)
                .contains(key.id().hex())
                .doesNotContain(HexFormat.of().formatHex(key.key().getEncoded()));
        byte[] other = new byte[32];
        other[0] = 1;
        try (SqliteDataKeys keys = open(new SecretKeySpec(other, "AES"))) {
            assertThatThrownBy(() -> keys.find(key.id())).isInstanceOf(KeysFault.class);
        }
    }

    @Test
    void refusesABlobThatWasAlteredOrIsOfAnotherKey() {
        try (SqliteDataKeys keys = open(MASTER)) {
            DataKey key = keys.create();
            byte[] blob = key.encrypt(TEXT, new SecureRandom());
            blob[blob.length / 2] ^= 1;
            assertAltered(key, blob);
            blob[blob.length / 2] ^= 1;
            assertAltered(new DataKey(KeyId.of(new byte[16]), key.key()), blob);
            assertAltered(key, new byte[3]);
            assertThat(key.decrypt(blob)).isEqualTo(TEXT);
            assertThat(key).hasToString("DataKey[" + key.id() + "]");
        }
    }

    private static void assertAltered(DataKey key, byte[] blob) {
        assertThatThrownBy(() -> key.decrypt(blob))
                .isInstanceOfSatisfying(
                        KeysFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(KeysFault.Code.ALTERED));
    }
}
