// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Base64;
import java.util.Optional;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeyId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a receipt carries: the entry and its encrypted content, which come back from it alone when
/// every copy of the journal is gone. Reads receipts that were verified before.
public final class ReceiptContent {
    private final Leaf leaf;
    private final byte[] payload;
    private final Optional<byte[]> sealed;

    private ReceiptContent(Leaf leaf, byte[] payload, Optional<byte[]> sealed) {
        this.leaf = leaf;
        this.payload = payload;
        this.sealed = sealed;
    }

    /// Reads what a receipt carries.
    ///
    /// @param json a receipt that a [org.holdfast.verifier.ReceiptVerifier] found genuine
    /// @throws LedgerFault with `ERASED` when its content was taken out or erased
    public static ReceiptContent of(String json) {
        JsonNode receipt = JsonMapper.shared().readTree(json);
        if (!receipt.has("payload")) {
            throw new LedgerFault(
                    LedgerFault.Code.ERASED, "the receipt does not carry the entry's content");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        String sealed = receipt.path("recovery").path("sealed").asString("");
        return new ReceiptContent(
                Leaf.decode(base64.decode(receipt.path("leaf").asString(""))),
                base64.decode(receipt.path("payload").asString("")),
                sealed.isEmpty() ? Optional.empty() : Optional.of(base64.decode(sealed)));
    }

    /// The entry itself, also of a receipt whose content was taken out.
    ///
    /// @param json as for [#of]
    public static Leaf leafOf(String json) {
        JsonNode receipt = JsonMapper.shared().readTree(json);
        return Leaf.decode(Base64.getDecoder().decode(receipt.path("leaf").asString("")));
    }

    /// What the entry is.
    public String type() {
        return leaf.type();
    }

    /// The data key that opens it; empty when it is not encrypted.
    public Optional<KeyId> key() {
        return leaf.key();
    }

    /// That key, sealed for the office's recovery key; empty when the office had none.
    public Optional<byte[]> sealedKey() {
        return sealed.map(byte[]::clone);
    }

    /// The facts, once they are what the entry commits to.
    ///
    /// @throws org.holdfast.keys.KeysFault with `ALTERED` when it is not the entry's key
    /// @throws LedgerFault with `CORRUPT` when the content is not what the entry commits to
    public ObjectNode open(DataKey key) {
        return Envelopes.facts(leaf, key.decrypt(payload));
    }
}
