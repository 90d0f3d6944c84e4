// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.junit.jupiter.api.Test;

/// The node that sequences a change of another site has its key by the time that the change is
/// sealed: from then on the database may be gone for ever.
final class SequencedKeysTest extends NodesThatShare {
    private static final int CHANGES = 6;

    @Test
    void theKeyOfAChangeIsTakenBeforeItIsSealed() throws Exception {
        primary.set('b');
        Node b = new Node('b').open();
        Node a = new Node('a').open();
        for (int i = 0; i < CHANGES; i++) {
            DataKey key = keys.create();
            assertThat(keys.adopted()).doesNotContain(key.id());
            Hash leaf =
                    a.office.enter(
                            a.ledger(), a.office.record("change " + i, 1, Optional.empty(), key));
            seal(b, leaf);
            assertThat(keys.adopted()).contains(key.id());
        }
        assertThat(b.ledger().sequences()).isTrue();
        checkWorld();
    }
}
