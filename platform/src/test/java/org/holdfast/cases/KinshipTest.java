// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KinshipTest {
    @Test
    void keepsWhatIsCertainWhenTheHeadChanges() {
        assertThat(Kinship.of("head", "child", "")).isEqualTo("child");
        assertThat(Kinship.of("spouse", "head", "")).isEqualTo("spouse");
        assertThat(Kinship.of("child", "head", "")).isEqualTo("parent");
        assertThat(Kinship.of("parent", "child", "")).isEqualTo("grandchild");
    }

    @Test
    void callsAParentByTheirSexWhereItIsKnown() {
        assertThat(Kinship.of("child", "head", "F")).isEqualTo("mother");
        assertThat(Kinship.of("child", "head", "M")).isEqualTo("father");
        assertThat(Kinship.of("spouse", "mother", "F")).isEqualTo("spouse-parent");
        assertThat(Kinship.of("father", "child", "F")).isEqualTo("grandchild");
    }

    @Test
    void neverGuessesAcrossAMarriage() {
        assertThat(Kinship.of("spouse", "child", "")).isEqualTo("relative");
        assertThat(Kinship.of("child", "spouse", "")).isEqualTo("relative");
        assertThat(Kinship.of("grandchild", "child", "")).isEqualTo("relative");
        assertThat(Kinship.of("child-in-law", "child", "")).isEqualTo("relative");
    }
}
