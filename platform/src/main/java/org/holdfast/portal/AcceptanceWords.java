// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import org.holdfast.registers.Acceptance;

/// An acceptance number as pages show it: the number, that it follows, or nothing; never a made-up
/// one.
final class AcceptanceWords {
    private AcceptanceWords() {}

    static String of(Acceptance.Known known, Page page) {
        return switch (known) {
            case Acceptance.Known.Given(Acceptance acceptance) -> acceptance.text();
            case Acceptance.Known.Follows _ -> page.t("acceptance.follows");
            case Acceptance.Known.None _ -> "";
        };
    }
}
