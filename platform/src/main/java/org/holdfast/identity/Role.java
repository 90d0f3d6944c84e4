// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

/// What somebody is to the platform.
public enum Role {
    CITIZEN("citizen"),
    OFFICER("officer"),
    OPERATOR("operator"),
    /// A bank, an estate agent or another body that relies on papers.
    RELYING_PARTY("relying-party"),
    /// A process at another place that keeps a copy of the journals.
    MIRROR("mirror");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /// As in the API and in `demo.json`.
    public String code() {
        return code;
    }

    public static Role of(String code) {
        for (Role role : values()) {
            if (role.code.equals(code)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no such role");
    }
}
