// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The entries of this module in node journals. What is about a person is encrypted.
final class ProviderEntries {
    /// A service was registered; readable by everybody, since no person is in it.
    static final String SERVICE = "service";

    /// A service gets no more logins: its id, by whom.
    static final String SERVICE_END = "serviceend";

    /// A person lets a service know who they are; encrypted by the person's key.
    static final String GRANT = "servicegrant";

    /// A grant counts no more: its id. Readable by everybody, and says nothing about whose it was.
    static final String GRANT_END = "servicegrantend";

    /// A code was used: of which grant.
    static final String LOGIN = "servicelogin";

    /// No office in particular.
    static final OfficeCode ALL = new OfficeCode("kr-00000");

    static final List<String> LANGUAGES = List.of("ko", "ja", "en");

    private ProviderEntries() {}

    /// What a service is, without when it was entered and whether it has ended.
    static ObjectNode content(Service service) {
        ObjectNode content = CanonicalJson.object();
        ArrayNode keys = content.putArray("keys");
        service.keys()
                .forEach(key ->
                        keys.addObject().put("kid", key.id()).put("x", key.x()).put("y", key.y()));
        ObjectNode names = content.putObject("names");
        LANGUAGES.forEach(one -> names.put(one, service.name(one)));
        content.put("quota", service.quota());
        ArrayNode redirects = content.putArray("redirects");
        service.redirects().forEach(redirects::add);
        return content;
    }

    static Service service(String id, Instant at, ObjectNode content) {
        Map<String, String> names = new LinkedHashMap<>();
        LANGUAGES.forEach(one -> names.put(one, text(content.required("names"), one)));
        List<String> redirects = new ArrayList<>();
        content.required("redirects").forEach(one -> redirects.add(one.stringValue()));
        List<Service.Key> keys = new ArrayList<>();
        content.required("keys")
                .forEach(key ->
                        keys.add(
                                new Service.Key(text(key, "kid"), text(key, "x"), text(key, "y"))));
        if (redirects.isEmpty() || keys.isEmpty()) {
            throw new IllegalArgumentException("a service without redirect or key");
        }
        return new Service(
                id, names, redirects, content.required("quota").intValue(), keys, at, false);
    }

    static ObjectNode content(Grant grant) {
        return CanonicalJson.object()
                .put("account", grant.account())
                .put("remembered", grant.remembered())
                .put("service", grant.service());
    }

    static Grant grant(String id, Instant at, ObjectNode content) {
        return new Grant(
                id,
                text(content, "account"),
                text(content, "service"),
                content.required("remembered").booleanValue(),
                at,
                Optional.empty());
    }

    static String text(JsonNode content, String name) {
        return content.required(name).stringValue();
    }
}
