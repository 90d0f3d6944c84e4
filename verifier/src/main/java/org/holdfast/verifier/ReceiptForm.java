// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The members of a receipt, each of its one type and none beside them. Nothing is believed yet.
///
/// @param grade as claimed
/// @param says words by language, as claimed
@SuppressWarnings("ArrayRecordComponent") // read once, never compared as a record
record ReceiptForm(
        String grade,
        Map<String, String> says,
        Entry entry,
        Journal journal,
        Optional<Place> place,
        List<String> places,
        Optional<Recovery> recovery,
        Optional<Promise> promise) {
    private static final Set<String> MEMBERS =
            Set.of(
                    "grade",
                    "says",
                    "leaf",
                    "leafHash",
                    "journal",
                    "index",
                    "proof",
                    "places",
                    "payload",
                    "erased",
                    "recovery",
                    "promise");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// The entry and, unless it was taken out, its payload as stored.
    ///
    /// @param erased whether the payload is said to have been erased
    record Entry(byte[] leaf, String leafHash, Optional<byte[]> payload, boolean erased) {}

    /// The journal that is said to hold the entry.
    record Journal(
            String name, String origin, String vkey, String href, X509Certificate certificate) {}

    /// Where the entry is said to stand, and the text of the proof.
    record Place(long index, String proof) {}

    /// The entry's data key, sealed for the office's recovery key.
    record Recovery(String key, byte[] sealed) {}

    /// What a node is said to have signed.
    record Promise(String time, byte[] signature, X509Certificate certificate) {}

    /// Reads a text that is not longer than a receipt may be.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not one JSON value
    static ReceiptForm read(String json) throws Refused {
        JsonNode receipt = JSON.readTree(json);
        allow(receipt, MEMBERS);
        Entry entry =
                new Entry(
                        base64(text(receipt, "leaf")),
                        text(receipt, "leafHash"),
                        receipt.has("payload")
                                ? Optional.of(base64(text(receipt, "payload")))
                                : Optional.empty(),
                        erased(receipt));
        Optional<Promise> promise =
                receipt.has("promise") ? Optional.of(promise(receipt)) : Optional.empty();
        if (promise.isEmpty() && !receipt.has("proof")) {
            throw unreadable("neither promise nor proof");
        }
        return new ReceiptForm(
                text(receipt, "grade"),
                texts(receipt, "says"),
                entry,
                journal(receipt),
                place(receipt),
                places(receipt),
                recovery(receipt),
                promise);
    }

    /// The member is there and true, or it is not there.
    private static boolean erased(JsonNode receipt) throws Refused {
        if (!receipt.has("erased")) {
            return false;
        }
        JsonNode erased = receipt.required("erased");
        if (!erased.isBoolean() || !erased.booleanValue()) {
            throw unreadable("erased");
        }
        if (receipt.has("payload")) {
            throw new Refused(Reason.RECEIPT_CLAIMS_WRONG, "erased, and the payload is there");
        }
        return true;
    }

    private static Journal journal(JsonNode receipt) throws Refused {
        JsonNode journal = object(receipt, "journal");
        allow(journal, Set.of("name", "origin", "vkey", "href", "certificate"));
        return new Journal(
                text(journal, "name"),
                text(journal, "origin"),
                text(journal, "vkey"),
                text(journal, "href"),
                certificate(text(journal, "certificate")));
    }

    private static Optional<Place> place(JsonNode receipt) throws Refused {
        boolean indexed = receipt.has("index");
        if (indexed != receipt.has("proof")) {
            throw unreadable("index and proof come together");
        }
        if (!indexed) {
            return Optional.empty();
        }
        JsonNode index = receipt.required("index");
        if (!index.isIntegralNumber() || !index.canConvertToLong()) {
            throw unreadable("index");
        }
        return Optional.of(new Place(index.longValue(), text(receipt, "proof")));
    }

    private static List<String> places(JsonNode receipt) throws Refused {
        List<String> places = new ArrayList<>();
        if (receipt.has("places")) {
            JsonNode list = receipt.required("places");
            if (!list.isArray() || list.isEmpty()) {
                throw unreadable("places");
            }
            for (JsonNode place : list) {
                if (!place.isString() || places.contains(place.stringValue())) {
                    throw unreadable("places");
                }
                places.add(place.stringValue());
            }
        }
        return places;
    }

    private static Optional<Recovery> recovery(JsonNode receipt) throws Refused {
        if (!receipt.has("recovery")) {
            return Optional.empty();
        }
        if (!receipt.has("promise")) {
            throw new Refused(Reason.RECEIPT_CLAIMS_WRONG, "a sealed key without a promise");
        }
        JsonNode recovery = object(receipt, "recovery");
        allow(recovery, Set.of("key", "sealed"));
        String key = text(recovery, "key");
        if (!key.matches("[0-9a-f]{16}")) {
            throw unreadable("recovery key");
        }
        return Optional.of(new Recovery(key, base64(text(recovery, "sealed"))));
    }

    private static Promise promise(JsonNode receipt) throws Refused {
        JsonNode promise = object(receipt, "promise");
        allow(promise, Set.of("time", "signature", "certificate"));
        return new Promise(
                text(promise, "time"),
                base64(text(promise, "signature")),
                certificate(text(promise, "certificate")));
    }

    /// Refuses members that no check covers: a reader would take them for part of the receipt.
    private static void allow(JsonNode object, Set<String> members) throws Refused {
        if (!object.isObject()) {
            throw unreadable("not an object");
        }
        if (!members.containsAll(object.propertyNames())) {
            throw new Refused(Reason.RECEIPT_CLAIMS_WRONG, "a member that receipts do not have");
        }
    }

    private static JsonNode object(JsonNode receipt, String member) throws Refused {
        JsonNode object = receipt.path(member);
        if (!object.isObject()) {
            throw unreadable(member);
        }
        return object;
    }

    private static Map<String, String> texts(JsonNode receipt, String member) throws Refused {
        JsonNode object = object(receipt, member);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String language : object.propertyNames()) {
            texts.put(language, text(object, language));
        }
        return texts;
    }

    private static String text(JsonNode object, String member) throws Refused {
        JsonNode text = object.path(member);
        if (!text.isString() || text.stringValue().isEmpty()) {
            throw unreadable(member);
        }
        return text.stringValue();
    }

    private static X509Certificate certificate(String base64) throws Refused {
        try {
            return Certificates.parse(base64(base64));
        } catch (CertificateException e) {
            throw unreadable("certificate");
        }
    }

    /// Base64 in its one spelling (RFC 4648 §3.5).
    private static byte[] base64(String text) throws Refused {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw unreadable("not base64");
        }
        throw unreadable("not canonical base64");
    }

    private static Refused unreadable(String what) {
        return new Refused(Reason.RECEIPT_UNREADABLE, what);
    }
}
