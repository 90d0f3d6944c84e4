// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.keys.RecoveryCeremony.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    private static DataKey key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        byte[] id = new byte[16];
        new Random(seed + 1).nextBytes(id);
        return new DataKey(KeyId.of(id), new SecretKeySpec(bytes, "AES"));
    }

    @Test
    void anyThreeOfFiveOpenWhatWasSealedAndTwoDoNot() {
        RecoveryCeremony.Made made = RecoveryCeremony.make(5, 3, RANDOM, NOW);
        DataKey secret = key(7);
        byte[] sealed = made.key().seal(secret);
        assertThat(made.key().seal(secret)).isEqualTo(sealed);
        for (int round = 0; round < 10; round++) {
            List<Share> some = new ArrayList<>(made.shares());
            Collections.shuffle(some, new Random(round));
            DataKey opened = RecoveryCeremony.open(some.subList(0, 3), secret.id(), sealed);
            assertThat(opened.key().getEncoded()).isEqualTo(secret.key().getEncoded());
            assertThatThrownBy(() -> RecoveryCeremony.open(some.subList(0, 2), secret.id(), sealed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected 3 shares of one key, found 2");
        }
        List<Share> twice =
                List.of(made.shares().get(0), made.shares().get(0), made.shares().get(1));
        assertThatThrownBy(() -> RecoveryCeremony.open(twice, secret.id(), sealed))
                .hasMessageContaining("found 2");
    }

    @Test
    void opensNothingWithTheSharesOfAnotherKeyOrForAnotherEntry() {
        RecoveryCeremony.Made made = RecoveryCeremony.make(3, 2, RANDOM, NOW);
        RecoveryCeremony.Made other = RecoveryCeremony.make(3, 2, RANDOM, NOW);
        DataKey secret = key(1);
        byte[] sealed = made.key().seal(secret);
        assertThatThrownBy(() -> RecoveryCeremony.open(other.shares(), secret.id(), sealed))
                .hasMessageContaining("do not open it");
        assertThatThrownBy(() -> RecoveryCeremony.open(made.shares(), key(2).id(), sealed))
                .hasMessageContaining("do not open it");
        List<Share> mixed = List.of(made.shares().get(0), other.shares().get(1));
        assertThatThrownBy(() -> RecoveryCeremony.open(mixed, secret.id(), sealed))
                .hasMessageContaining("of one key");
        byte[] altered = sealed.clone();
        for (int i : new int[] {0, 30, 64, 65, altered.length - 1}) {
            altered[i] ^= 1;
            assertThatThrownBy(() -> RecoveryCeremony.open(made.shares(), secret.id(), altered))
                    .as("byte %d", i)
                    .isInstanceOf(IllegalArgumentException.class);
            altered[i] ^= 1;
        }
        assertThatThrownBy(() -> RecoveryCeremony.open(made.shares(), secret.id(), new byte[9]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsAMistypedShare() {
        Share share = RecoveryCeremony.make(3, 2, RANDOM, NOW).shares().getFirst();
        String line = share.line();
        assertThat(Share.read("  " + line + "\n")).isEqualTo(share);
        for (int i = 0; i < line.length(); i++) {
            char other = line.charAt(i) == '7' ? '8' : '7';
            String mistyped = line.substring(0, i) + other + line.substring(i + 1);
            assertThatThrownBy(() -> Share.read(mistyped))
                    .as(mistyped)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(share.toString()).doesNotContain(share.hex());
    }

    @Test
    void refusesSharesThatMakeNoSense() {
        for (int[] bad : new int[][] {{3, 1}, {2, 3}, {21, 3}, {0, 0}}) {
            assertThatThrownBy(() -> RecoveryCeremony.make(bad[0], bad[1], RANDOM, NOW))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keepsThePublicHalfOnceAndNoticesWhenItIsAnother(@TempDir Path keys) throws Exception {
        assertThat(RecoveryKey.of(keys)).isEmpty();
        RecoveryCeremony.Made made = RecoveryCeremony.make(3, 2, RANDOM, NOW);
        RecoveryCeremony.keep(made.key(), keys);
        RecoveryKey read = RecoveryKey.of(keys).orElseThrow();
        assertThat(read.id()).isEqualTo(made.key().id());
        DataKey secret = key(3);
        assertThat(
                        RecoveryCeremony.open(made.shares(), secret.id(), read.seal(secret))
                                .key()
                                .getEncoded())
                .isEqualTo(secret.key().getEncoded());
        assertThatThrownBy(() -> RecoveryCeremony.keep(made.key(), keys))
                .isInstanceOf(KeysFault.class);
        Path file = keys.resolve("recovery.json");
        Files.writeString(
                file, Files.readString(file).replace(made.key().id(), "0011223344556677"));
        assertThatThrownBy(() -> RecoveryKey.of(keys)).isInstanceOf(KeysFault.class);
    }
}
