// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.keys.Keys;

/// All outside providers of an office. They share no thread, no connection and no place; together
/// they have so many places for exchanges that most of an office's stay free whatever all of them
/// do. Thread-safe.
public final class OpenId implements AutoCloseable {
    /// Longest code, in characters.
    public static final int LONGEST_CODE = 2_048;

    /// Exchanges at once with one provider.
    static final int PLACES = 16;

    /// Exchanges at once with all of them, which share it in equal parts.
    private static final int ALL_PLACES = 48;

    private final List<Provider> providers = new ArrayList<>();
    private final Attempts attempts;

    /// Reads what is kept; nobody is asked until [#start].
    ///
    /// @param folder in which what providers publish is kept; made if absent
    public OpenId(
            OpenIdSettings settings,
            Path folder,
            Keys keys,
            InstantSource clock,
            SecureRandom random) {
        this.attempts = new Attempts(keys, clock, random);
        int places = Math.min(PLACES, ALL_PLACES / Math.max(1, settings.providers().size()));
        for (ProviderSettings one : settings.providers()) {
            providers.add(
                    new Provider(settings, one, new PublishedFile(folder, one), places, clock));
        }
    }

    /// Begins to read what providers publish.
    public void start() {
        providers.forEach(Provider::start);
    }

    /// How each stands just now, in the order of the settings.
    public List<ProviderState> states() {
        return providers.stream().map(Provider::state).toList();
    }

    /// How one stands just now.
    public Optional<ProviderState> state(String name) {
        return find(name).map(Provider::state);
    }

    private Optional<Provider> find(String name) {
        return providers.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// Begins a login, or a binding to an account; opens no socket.
    ///
    /// @param account whose owner is in; empty for a login
    /// @param back where the browser comes back to, as the provider knows it
    /// @return empty for a provider that there is not, or of which too little is known
    public Optional<Begun> begin(String name, Optional<String> account, URI back) {
        return find(name)
                .flatMap(one -> {
                    Attempts.Made made = attempts.make(name, account);
                    return one.begin(made.attempt(), back)
                            .map(to -> new Begun(to, made.cookie(), Attempts.VALID));
                });
    }

    /// The attempt with which a browser comes back; empty when this browser did not begin it at
    /// this office with this provider and account, or too long ago.
    ///
    /// @param account whoever is in
    public Optional<Attempt> attempt(
            String name, String cookie, String state, Optional<String> account) {
        return find(name).flatMap(_ -> attempts.find(name, cookie, state, account));
    }

    /// Exchanges what a browser has brought back for who it is: the one call that a request makes.
    /// Returns within the settings' deadline, but for what the machine itself takes.
    public Identified finish(Attempt attempt, Back back) {
        if (back.code().filter(code -> code.length() > LONGEST_CODE).isPresent()) {
            return new Identified.Refused(OpenIdRefusal.MALFORMED);
        }
        return find(attempt.provider())
                .map(one -> one.finish(attempt, back))
                .orElseGet(() -> new Identified.Refused(OpenIdRefusal.NOT_READY));
    }

    @Override
    public void close() {
        providers.forEach(Provider::close);
    }
}
