// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The authorities under the root. Each site has an issuing key of its own for each of them, and
/// none of them certifies for the purposes of another: its certificate names them (RFC 5280
/// §4.2.1.12), as verifiers apply them downwards. To tell a status is not among them, since an
/// issuer that may do that would be a responder of the root (RFC 6960 §4.2.2.2); its own responders
/// it may name all the same.
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
        this.purposes = List.copyOf(purposes);
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
