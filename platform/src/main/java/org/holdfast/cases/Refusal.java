// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Locale;
import java.util.Map;

/// Why something is not done. The words are in `packs/texts`, under the code.
///
/// @param data what the reader needs to act on it: `option`, `instead`, `law`, `expected` ...;
///   never somebody else's personal data
public record Refusal(Code code, Map<String, String> data) {
    /// Every reason there is.
    public enum Code {
        UNKNOWN_SERVICE,
        UNKNOWN_SUBJECT,
        WRONG_OFFICE,
        ROLE_NOT_PERMITTED,
        ASKER_NOT_ENTITLED,
        ABSTRACT_ONLY,
        RESTRICTED_APPLICANT,
        RESTRICTED_SUBJECT,
        PERSONAL_FORM_ONLY,
        STATUS_NOT_ISSUABLE,
        APPLICANT_MISSING,
        EVIDENCE_MISSING,
        PURPOSE_MISSING,
        PURPOSE_TOO_LONG,
        PURPOSE_NOT_PERMITTED,
        BAD_TEXT,
        UNKNOWN_OPTION,
        BAD_OPTION,
        OPTION_NOT_PERMITTED,
        NOT_IN_HOUSEHOLD,
        UNPRINTABLE_NAME,
        PAPER_STOPPED,
        FACTS_NOT_SEALED,
        FACTS_TOO_OLD,
        CHANGES_NOT_TAKEN,
        CLOCK_WRONG,
        OUTCOME_UNKNOWN,
        OPERATION_REUSED,
        PAPER_UNKNOWN,
        PAPER_WITHDRAWN,
        ALREADY_WITHDRAWN,
        REASON_MISSING,
        ADDRESS_MISSING,
        ADDRESS_ELSEWHERE,
        SAME_ADDRESS,
        BAD_DATE,
        NO_MOVERS,
        HEAD_NEEDED,
        RECORD_CHANGED,
        ERASED,
        ALREADY_ERASED,
        ERASURE_UNKNOWN,
        ERASURE_RESTRICTED,
        BASIS_MISSING,
        BASIS_UNKNOWN,
        RECEIPT_NOT_GENUINE,
        RESTORATION_KIND,
        RESTORATION_CONTENT,
        RESTORATION_CONFLICT,
        RESTORATION_KEY_MISSING,
        RESTORATION_KEY_WRONG,
        RESTORATION_PAPER_MISSING,
        RESTORATION_PAPER_WRONG,
        NO_PROOF_BEFORE,
        MOVE_UNKNOWN,
        FILING_UNKNOWN,
        FILING_NOT_HELD,
        BLOCK_UNKNOWN,
        BLOCK_LIFTED;

        /// As in the API and in the texts: `unknown-service`.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// The code of that text.
        public static Code of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public Refusal {
        data = Map.copyOf(data);
    }

    /// A refusal that needs no data.
    public static Refusal of(Code code) {
        return new Refusal(code, Map.of());
    }

    /// A refusal with one fact.
    public static Refusal of(Code code, String name, String value) {
        return new Refusal(code, Map.of(name, value));
    }
}
