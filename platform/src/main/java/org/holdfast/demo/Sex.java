// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

/// As the registers have it: M or F.
enum Sex {
    M,
    F;

    Sex other() {
        return this == M ? F : M;
    }
}
