// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// An authority outside with officials, whose lists are fetched from an address on this machine.
public final class OutsideAuthority implements AutoCloseable {
    private static final Duration SPAN = Duration.ofMinutes(30);

    private final InstantSource clock;
    private final Endpoint endpoint = new Endpoint();
    private final TestAuthority root;
    private final List<X509Certificate> revoked = new ArrayList<>();
    private final Path folder;
    private StatusStore store;
    private Validation validation;
    private long number;

    /// @param folder of the store
    public OutsideAuthority(Path folder, InstantSource clock) {
        this.clock = clock;
        this.folder = folder;
        TestAuthority.Spec spec = new TestAuthority.Spec("outside root").authority();
        this.root = TestAuthority.root(lasting(spec), TestAuthority.keys());
        open();
    }

    private void open() {
        StoreSettings settings =
                new StoreSettings(
                        folder,
                        List.of(
                                new Source.Crl(
                                        "lists", List.of(endpoint.address()), root.certificate)),
                        List.of(root.certificate));
        PathRules rules = new PathRules(Strength.STANDARD);
        this.store = new StatusStore(settings, Strength.STANDARD, rules, clock);
        this.validation = new Validation(rules, store, settings.tiers(), clock);
    }

    /// The office's store anew, from what its folder has.
    public void restartStore() {
        store.close();
        open();
    }

    private TestAuthority.Spec lasting(TestAuthority.Spec spec) {
        return spec.from(clock.instant().minus(Duration.ofDays(10)))
                .until(clock.instant().plus(Duration.ofDays(300)));
    }

    public StatusStore store() {
        return store;
    }

    public Validation validation() {
        return validation;
    }

    /// Keys as cards have them.
    public static KeyPair curve() {
        return TestAuthority.keys();
    }

    /// The same, of an older kind.
    public static KeyPair rsa(int bits) {
        return TestAuthority.rsa(bits);
    }

    public X509Certificate official(String name, KeyPair key) {
        return root.issue(lasting(TestAuthority.leaf(name)), key);
    }

    /// Somebody who may not log in by it.
    public X509Certificate authority(String name, KeyPair key) {
        return root.issue(lasting(new TestAuthority.Spec(name).authority()), key);
    }

    public void revoke(X509Certificate one) {
        revoked.add(one);
    }

    /// A list of now is published and fetched.
    public boolean publish() {
        endpoint.manner = Endpoint.Manner.WHOLE;
        endpoint.says(
                root.list(
                        clock.instant(), SPAN, ++number, revoked.toArray(X509Certificate[]::new)));
        return store.look("lists");
    }

    /// Whoever asks is not answered from now on.
    public void fallSilent() {
        endpoint.manner = Endpoint.Manner.NEVER;
    }

    /// How often anybody has come.
    public int visits() {
        return endpoint.connections.get();
    }

    @Override
    public void close() {
        store.close();
        endpoint.close();
    }
}
