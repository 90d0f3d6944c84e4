// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;

/// Names that every site makes the same of the same order. Thread-safe.
final class AccountNames {
    /// As long as the ids that are drawn.
    private static final int ID_DIGITS = 20;

    private final Handles handles;

    AccountNames(Handles handles) {
        this.handles = handles;
    }

    /// What an operator calls an order or an agreement.
    Handle operation(String operator, String operation) {
        return handles.of("account order", operator + " " + operation);
    }

    /// The account that an order makes. It says the order as well as its operation: of two sites
    /// that do not hear each other each may take another order under one operation, and that is two
    /// accounts.
    String account(String operation, String digest) {
        return "p-"
                + handles.of("official account", operation + " " + digest)
                        .hex()
                        .substring(0, ID_DIGITS);
    }

    /// What is agreed to.
    String request(String operation, String digest) {
        return handles.of("account request", operation + " " + digest).hex();
    }

    /// What an entry is about.
    Handle entity(String account) {
        return handles.of("official", account);
    }

    /// By which orders are told apart.
    static String digest(AccountOrder order) {
        return digest(CanonicalJson.bytes(order.content()));
    }

    /// By which agreements are told apart from orders and each other.
    static String agreement(String request) {
        return "agreement " + request;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
