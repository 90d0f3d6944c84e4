// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryFieldsTest {
    private static final byte[] ENTRY = PretendOffice.entry(5).entry();

    private static void refuses(byte[] entry) {
        assertThatThrownBy(() -> EntryFields.read(entry))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsTheFieldsOfAnEntry() {
        EntryFields fields = EntryFields.read(ENTRY);
        assertThat(fields.type()).isEqualTo("record");
        assertThat(fields.version()).isEqualTo(1);
        assertThat(fields.operation()).hasSize(16);
        assertThat(fields.attachments()).hasSize(1);
        assertThat(fields.payload()).isEqualTo(fields.commitment());
        assertThat(fields.previous()).isPresent();
    }

    @Test
    void refusesWhateverIsCutOffOrFollowedByMore() {
        for (int length = 0; length < ENTRY.length; length++) {
            refuses(Arrays.copyOf(ENTRY, length));
        }
        refuses(Arrays.copyOf(ENTRY, ENTRY.length + 1));
    }

    @Test
    void refusesFieldsThatAreMissingUnknownTwiceOrOfAnotherForm() {
        for (int key : List.of(1, 2, 3, 4, 5, 6, 9, 10)) {
            CBORObject leaf = CBORObject.DecodeFromBytes(ENTRY);
            leaf.Remove(CBORObject.FromObject(key));
            refuses(PretendOffice.canonical(leaf));
            refuses(PretendOffice.canonical(leaf.Add(key, CBORObject.True)));
        }
        CBORObject more = CBORObject.DecodeFromBytes(ENTRY).Add(13, 1);
        refuses(PretendOffice.canonical(more));
        byte[] longer = new byte[ENTRY.length + 1]; // the schema in two bytes
        System.arraycopy(ENTRY, 0, longer, 0, 2);
        longer[2] = 0x18;
        System.arraycopy(ENTRY, 2, longer, 3, ENTRY.length - 2);
        refuses(longer);
        byte[] twice = ENTRY.clone();
        twice[3] = 1;
        refuses(twice);
        refuses(new byte[] {(byte) 0xbb, -1, -1, -1, -1, -1, -1, -1, -1});
        refuses(new byte[] {(byte) 0xbf, (byte) 0xff});
    }

    @Test
    void remembersThePlacesOfManyOperations() {
        OnceTable table = new OnceTable();
        byte[] entity = new byte[16];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                byte[] operation = {(byte) i, (byte) (i >> 8)};
                long before = table.note("record", operation, entity, i);
                assertThat(before).isEqualTo(round == 0 ? OnceTable.NONE : i);
            }
        }
        assertThat(table.note("look", new byte[2], entity, 1)).isEqualTo(OnceTable.NONE);
    }
}
