// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {
    private static final CBOREncodeOptions CANONICAL = new CBOREncodeOptions("ctap2canonical=true");

    private static Leaf random(long seed) {
        java.util.Random random = new java.util.Random(seed);
        Hash one = Hash.of(bytes(random, 32));
        Hash two = Hash.of(bytes(random, 32));
        return new Leaf(
                random.nextBoolean() ? "record" : "paper",
                random.nextLong() >>> (1 + random.nextInt(62)),
                "kr-11110",
                Handle.of(bytes(random, 16)),
                random.nextLong() >>> (1 + random.nextInt(62)),
                random.nextBoolean() ? Optional.of(one) : Optional.empty(),
                random.nextBoolean() ? Optional.of(KeyId.of(bytes(random, 16))) : Optional.empty(),
                two,
                one,
                random.nextBoolean() ? List.of(one, two) : List.of(),
                random.nextBoolean()
                        ? Optional.of(Handle.of(bytes(random, 16)))
                        : Optional.empty());
    }

    private static byte[] bytes(java.util.Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void readsBackWhatItWrote(long seed) {
        Leaf leaf = random(seed);
        assertThat(Leaf.decode(leaf.encode())).isEqualTo(leaf);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void writesWhatAnotherLibraryCallsCanonical(long seed) {
        byte[] bytes = random(seed).encode();
        CBORObject read = CBORObject.DecodeFromBytes(bytes, CANONICAL);
        assertThat(read.EncodeToBytes(CANONICAL)).isEqualTo(bytes);
        assertThat(read.get(1).AsInt32Value()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void neverReadsAnythingThatItWouldNotWrite(long seed) {
        java.util.Random random = new java.util.Random(seed);
        byte[] whole = random(seed).encode();
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] = (byte) random.nextInt();
            if (random.nextInt(4) == 0) {
                changed = Arrays.copyOf(changed, random.nextInt(whole.length + 3));
            }
            try {
                assertThat(Leaf.decode(changed).encode()).isEqualTo(changed);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void refusesAnUnknownField() {
        CBORObject read = CBORObject.DecodeFromBytes(random(1).encode());
        read.set(CBORObject.FromObject(13), CBORObject.FromObject(1));
        assertThatThrownBy(() -> Leaf.decode(read.EncodeToBytes(CANONICAL)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesALaterSchema() {
        CBORObject read = CBORObject.DecodeFromBytes(random(1).encode());
        read.set(CBORObject.FromObject(1), CBORObject.FromObject(2));
        assertThatThrownBy(() -> Leaf.decode(read.EncodeToBytes(CANONICAL)))
                .hasMessageContaining("schema");
    }
}
