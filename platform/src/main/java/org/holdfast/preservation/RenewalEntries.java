// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.journal.Hash;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The entries of this module in node journals. All are encrypted: that a key is weak is for nobody
/// to read before it is renewed. What is about a paper is encrypted by the key of that paper.
final class RenewalEntries {
    /// An order.
    static final String REKEY = "rekey";

    /// Which of its keys a site renews under an order; from then on it seals with others.
    static final String KEYS = "rekeykeys";

    /// A time stamp over the root of a hash tree of papers; its attachment is the leaves, sorted.
    static final String STAMP = "archivestamp";

    /// A paper was signed again; its attachment is what was appended to the file.
    static final String RESIGNED = "resigned";

    /// No office in particular.
    static final OfficeCode ALL = new OfficeCode("kr-00000");

    private RenewalEntries() {}

    static ObjectNode order(Renewal renewal) {
        ObjectNode content = CanonicalJson.object();
        content.put("by", renewal.by());
        content.put("cutOff", renewal.cutOff().toString());
        content.put("reason", renewal.reason());
        switch (renewal.selection()) {
            case Renewal.Selection.Key(String id) -> content.put("key", id);
            case Renewal.Selection.OfOffice(OfficeCode office) ->
                    content.put("office", office.value());
            case Renewal.Selection.MadeBefore(Instant moment) ->
                    content.put("madeBefore", moment.toString());
        }
        return content;
    }

    static Renewal order(String name, Instant at, ObjectNode content) {
        Renewal.Selection selection;
        if (content.has("key")) {
            selection = new Renewal.Selection.Key(text(content, "key"));
        } else if (content.has("office")) {
            selection = new Renewal.Selection.OfOffice(new OfficeCode(text(content, "office")));
        } else {
            selection = new Renewal.Selection.MadeBefore(moment(content, "madeBefore"));
        }
        return new Renewal(
                name,
                selection,
                moment(content, "cutOff"),
                text(content, "reason"),
                text(content, "by"),
                at);
    }

    /// The keys that a site renews under an order.
    ///
    /// @param names of the same keys, as the root states that one is in other hands
    record Keys(String renewal, String site, List<SealKeyId> keys, List<String> names) {
        Keys {
            keys = List.copyOf(keys);
            names = List.copyOf(names);
        }

        ObjectNode content() {
            ObjectNode content = CanonicalJson.object();
            content.put("renewal", renewal);
            content.put("site", site);
            ArrayNode list = content.putArray("keys");
            keys.forEach(key -> list.add(key.hex()));
            ArrayNode all = content.putArray("names");
            names.forEach(all::add);
            return content;
        }

        static Keys read(ObjectNode content) {
            List<SealKeyId> keys = new ArrayList<>();
            content.path("keys").forEach(key -> keys.add(new SealKeyId(key.asString(""))));
            List<String> names = new ArrayList<>();
            content.path("names").forEach(name -> names.add(name.asString("")));
            return new Keys(text(content, "renewal"), text(content, "site"), keys, names);
        }
    }

    /// A stamp.
    ///
    /// @param services how many of each service's papers are under it
    /// @param token RFC 3161, Base64
    record Stamp(
            String renewal,
            String site,
            Hash root,
            int count,
            Map<String, Integer> services,
            String token) {
        Stamp {
            services = Map.copyOf(services);
        }

        ObjectNode content() {
            ObjectNode content = CanonicalJson.object();
            content.put("renewal", renewal);
            content.put("site", site);
            content.put("root", root.hex());
            content.put("count", count);
            ObjectNode each = content.putObject("services");
            new TreeMap<>(services).forEach(each::put);
            content.put("token", token);
            return content;
        }

        static Stamp read(ObjectNode content) {
            Map<String, Integer> services = new TreeMap<>();
            for (Map.Entry<String, JsonNode> one : content.path("services").properties()) {
                services.put(one.getKey(), one.getValue().asInt(0));
            }
            return new Stamp(
                    text(content, "renewal"),
                    text(content, "site"),
                    Hash.ofHex(text(content, "root")),
                    content.path("count").asInt(0),
                    services,
                    text(content, "token"));
        }
    }

    /// A paper that was signed again.
    ///
    /// @param paper leaf hash of the paper's entry
    /// @param round 1 for the first time
    /// @param key that has signed
    /// @param sha256 of the whole file as it is now, hexadecimal
    record Again(
            String renewal,
            String site,
            Hash paper,
            int round,
            String service,
            SealKeyId key,
            String sha256,
            Instant at) {
        ObjectNode content() {
            ObjectNode content = CanonicalJson.object();
            content.put("renewal", renewal);
            content.put("site", site);
            content.put("paper", paper.hex());
            content.put("round", round);
            content.put("service", service);
            content.put("key", key.hex());
            content.put("sha256", sha256);
            content.put("at", at.toString());
            return content;
        }

        static Again read(ObjectNode content) {
            return new Again(
                    text(content, "renewal"),
                    text(content, "site"),
                    Hash.ofHex(text(content, "paper")),
                    content.path("round").asInt(0),
                    text(content, "service"),
                    new SealKeyId(text(content, "key")),
                    text(content, "sha256"),
                    moment(content, "at"));
        }
    }

    static String text(ObjectNode content, String field) {
        JsonNode value = content.path(field);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw new IllegalArgumentException("no " + field);
        }
        return value.stringValue();
    }

    private static Instant moment(ObjectNode content, String field) {
        try {
            return Instant.parse(text(content, field));
        } catch (DateTimeException foreign) {
            throw new IllegalArgumentException(field + " is no moment", foreign);
        }
    }
}
