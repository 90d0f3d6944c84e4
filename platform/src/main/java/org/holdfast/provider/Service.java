// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A service of somebody else that logs people in through the office.
///
/// @param id its `client_id`
/// @param names in `ko`, `ja` and `en`
/// @param redirects where answers may go, each `https` and of one host, compared as text
/// @param quota how many logins a minute each site gives it
/// @param at when it was registered
/// @param ended whether it gets no more logins, for ever
public record Service(
        String id,
        Map<String, String> names,
        List<String> redirects,
        int quota,
        List<Key> keys,
        Instant at,
        boolean ended) {
    public Service {
        names = Map.copyOf(names);
        redirects = List.copyOf(redirects);
        keys = List.copyOf(keys);
    }

    /// A public key by which it shows who it is: P-256 (RFC 7518 §6.2.1).
    ///
    /// @param id `kid`
    /// @param x coordinate, base64url
    /// @param y coordinate, base64url
    public record Key(String id, String x, String y) {}

    /// What it is called in a language.
    public String name(String language) {
        return names.getOrDefault(language, id);
    }

    /// Services of one host know a person by one name (OpenID Connect Core 1.0 §8.1).
    String sector() {
        return URI.create(redirects.getFirst()).getHost();
    }

    Service end() {
        return new Service(id, names, redirects, quota, keys, at, true);
    }
}
