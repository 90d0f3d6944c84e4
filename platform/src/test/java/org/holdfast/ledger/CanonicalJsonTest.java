// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CanonicalJsonTest {
    private static ObjectNode read(String json) {
        return CanonicalJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sortsKeysAndWritesNoSpaces() {
        assertThat(
                        CanonicalJson.text(
                                read("{ \"b\" : [1, true, null], \"a\" : {\"z\":1,\"y\":\"\"} }")))
                .isEqualTo("{\"a\":{\"y\":\"\",\"z\":1},\"b\":[1,true,null]}");
    }

    @Test
    void writesTheSameBytesWhateverTheOrderOfEntry() {
        ObjectNode one = CanonicalJson.object().put("x", 1).put("y", "김").put("z", -5L);
        ObjectNode two = CanonicalJson.object().put("z", -5L).put("y", "김").put("x", 1);
        assertThat(CanonicalJson.bytes(one)).isEqualTo(CanonicalJson.bytes(two));
    }

    @Test
    void keepsRareCharactersExactly() {
        String name = "邊\uDB40\uDD0E 𠮟 \u0001\"\\\n";
        byte[] bytes = CanonicalJson.bytes(CanonicalJson.object().put("n", name));
        assertThat(CanonicalJson.parse(bytes).required("n").stringValue()).isEqualTo(name);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\\u0001\\\"\\\\\\n");
    }

    @Test
    void refusesFloats() {
        assertThatThrownBy(() -> CanonicalJson.text(CanonicalJson.object().put("a", 1.5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesLoneSurrogates() {
        assertThatThrownBy(() -> CanonicalJson.text(CanonicalJson.object().put("a", "\uD800x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsNotAnObject() {
        assertThatThrownBy(() -> read("[1]")).isInstanceOf(IllegalArgumentException.class);
    }
}
