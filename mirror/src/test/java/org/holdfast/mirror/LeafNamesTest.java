// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.holdfast.journal.NewEntry;
import org.junit.jupiter.api.Test;

class LeafNamesTest {
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PAPER = "paper".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WRAPPED = new byte[40];

    @Test
    void takesARecordWithEverythingThatItsEntryNames() throws Exception {
        LeafNames names = LeafNames.of(leaf());
        assertThat(names.keyed()).isTrue();
        assertThat(names.type()).isEqualTo("paper");
        assertThat(names.key()).contains("00".repeat(16));
        assertThat(names.blobs()).hasSize(2);
        names.requireWhole(record(PAYLOAD, PAPER, WRAPPED));
    }

    @Test
    void refusesAChangedBlobAMissingOneAndAMissingKey() throws Exception {
        LeafNames names = LeafNames.of(leaf());
        refuses(names, record(PAYLOAD, PAYLOAD, WRAPPED));
        refuses(names, record(PAYLOAD, WRAPPED));
        refuses(names, record(PAYLOAD, PAPER));
        refuses(names, record(new byte[PAYLOAD.length], PAPER, WRAPPED));
    }

    @Test
    void takesZerosOnlyWhereTheKeyIsGone() throws Exception {
        LeafNames names = LeafNames.of(leaf());
        byte[] gone = {};
        assertThatCode(() ->
                        names.requireWhole(
                                record(new byte[PAYLOAD.length], new byte[PAPER.length], gone)))
                .doesNotThrowAnyException();
        refuses(names, record(PAPER, new byte[PAPER.length], gone));
        NewEntry erased = names.erased(record(PAYLOAD, PAPER, WRAPPED));
        names.requireWhole(erased);
        assertThat(names.gone(erased)).isTrue();
        assertThat(names.gone(record(PAYLOAD, PAPER, WRAPPED))).isFalse();
        assertThat(erased.leafHash()).isEqualTo(record(PAYLOAD, PAPER, WRAPPED).leafHash());
    }

    @Test
    void refusesBytesThatAreNoEntry() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {0}, new byte[] {(byte) 0xa1, 1})) {
            assertThatThrownBy(() -> LeafNames.of(bytes))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void refuses(LeafNames names, NewEntry record) {
        assertThatThrownBy(() -> names.requireWhole(record))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static NewEntry record(byte[]... blobs) throws Exception {
        return new NewEntry(leaf(), List.of(blobs));
    }

    /// {2: "paper", 8: key id, 9: payload, 11: [attachment]}
    private static byte[] leaf() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa4, 2, 0x65});
        out.writeBytes("paper".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {8, 0x50});
        out.writeBytes(new byte[16]);
        out.writeBytes(new byte[] {9, 0x58, 32});
        out.writeBytes(sha.digest(PAYLOAD));
        out.writeBytes(new byte[] {11, (byte) 0x81, 0x58, 32});
        out.writeBytes(sha.digest(PAPER));
        return out.toByteArray();
    }
}
