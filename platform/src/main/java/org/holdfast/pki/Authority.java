// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The authorities under the root. Each site has an issuing key of its own for each of them, and
/// none of them certifies for the purposes of another (RFC 5280 §4.2.1.12 names them in its
/// certificate, as an authority's verifiers apply them downwards).
public enum Authority {
    /// Officers and operators.
    OFFICIALS("officials", List.of(Purpose.CLIENT)),
    /// Seals of offices.
    OFFICES("offices", List.of(Purpose.DOCUMENTS)),
    /// Machines of the sites, and their time stamps.
    SITES("sites", List.of(Purpose.SERVER, Purpose.CLIENT, Purpose.TIME_STAMPS));

    private final String code;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final List<String> purposes;

    Authority(String code, List<String> purposes) {
        this.code = code;
        List<String> all = new ArrayList<>(purposes);
        all.add(Purpose.STATUS); // else no responder below it would count
        this.purposes = List.copyOf(all);
    }

    /// As in entries and addresses.
    public String code() {
        return code;
    }

    List<String> purposes() {
        return purposes;
    }

    /// The authority of a code.
    public static Optional<Authority> of(String code) {
        return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
    }
}
