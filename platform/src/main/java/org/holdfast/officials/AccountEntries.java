// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// The entries of this module in node journals, all encrypted: they are about people.
final class AccountEntries {
    /// An account is made.
    static final String MADE = "account";

    /// An account is closed, for ever.
    static final String END = "accountend";

    /// Something is asked for that another operator has to agree to.
    static final String ASK = "accountask";

    /// Another operator agrees: what was asked for is done.
    static final String AGREE = "accountagree";

    /// Leaves can be read by everybody: they do not say the office.
    static final OfficeCode ALL = new OfficeCode("kr-00000");

    private AccountEntries() {}

    /// What each of them says. An agreement repeats the whole order: it counts where the journal
    /// that has the request is lost.
    ///
    /// @param by the operator who orders, asks or agrees
    /// @param asked the operator who had asked; in agreements
    /// @param operation by which it was ordered or asked for, in hexadecimal
    record Said(String by, Optional<String> asked, String operation, AccountOrder order) {
        ObjectNode content() {
            ObjectNode content = CanonicalJson.object().put("by", by).put("operation", operation);
            asked.ifPresent(one -> content.put("asked", one));
            content.set("order", order.content());
            return content;
        }

        static Said read(ObjectNode content) {
            if (!(content.required("order") instanceof ObjectNode order)) {
                throw new IllegalArgumentException("an entry without an order");
            }
            return new Said(
                    content.required("by").stringValue(),
                    Optional.ofNullable(content.get("asked")).map(one -> one.stringValue()),
                    content.required("operation").stringValue(),
                    AccountOrder.read(order));
        }

        /// Whoever ordered or asked first.
        String first() {
            return asked.orElse(by);
        }

        String digest() {
            return AccountNames.digest(order);
        }

        /// The account that it is about, or makes.
        String account(AccountNames names) {
            return switch (order) {
                case AccountOrder.Make _ -> names.account(operation, digest());
                case AccountOrder.Close close -> close.account();
                case AccountOrder.Login login -> login.account();
            };
        }

        String request(AccountNames names) {
            return names.request(operation, digest());
        }
    }
}
