// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.holdfast.offices.Offices;

/// The keys folder: `secret`, `site`, `root.p12`, `certificates.db`, `data-keys.db`.
final class LocalKeys implements Keys {
    static final String DATA_KEYS = "data-keys.db";

    private static final KeyId WRAPPING = KeyId.of(new byte[16]);

    private final KeysSettings settings;
    private final InstantSource clock;
    private final MasterSecret secret;
    private final String site;
    private final CertificateStore store;
    private final LocalRoot root;
    private final LocalSeals seals;
    private final PromiseKey promise;
    private final SqliteDataKeys dataKeys;
    private final Handles handles;
    private volatile Runnable publish = () -> {};
    private volatile List<Mirror> mirrors = List.of();
    private Optional<String> trust = Optional.empty();

    LocalKeys(KeysSettings settings, Offices offices, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        KeyFiles files = new KeyFiles(settings.folder());
        this.secret = new MasterSecret(files.once("secret", () -> bytes(random, 32)));
        this.site = readSite(files, random);
        this.store =
                new CertificateStore(
                        files.path("certificates.db"),
                        new DataKey(WRAPPING, secret.derive("aes:private keys")),
                        random,
                        this::certified);
        Certifier certifier = new Certifier(clock, random);
        String rootName =
                (settings.specimen() ? "Holdfast demo root " : "Holdfast local root ") + site;
        this.root = LocalRoot.open(files, secret, certifier, store, LocalRoot.commonName(rootName));
        this.seals = new LocalSeals(offices, root, store, clock, settings.specimen());
        this.promise = openPromise();
        this.dataKeys = dataKeys(settings.folder(), secret, clock, random);
        this.handles =
                new HmacHandles(secret.derive("journal handles"), secret.derive("subject handles"));
    }

    /// The store of data keys in a keys folder.
    static SqliteDataKeys dataKeys(
            Path folder, MasterSecret secret, InstantSource clock, SecureRandom random) {
        return new SqliteDataKeys(
                folder.resolve(DATA_KEYS),
                secret.derive("aes:data keys"),
                RecoveryKey.of(folder),
                clock,
                random);
    }

    private static String readSite(KeyFiles files, SecureRandom random) {
        byte[] kept =
                files.once(
                        "site",
                        () ->
                                HexFormat.of()
                                        .formatHex(bytes(random, 4))
                                        .getBytes(StandardCharsets.US_ASCII));
        return new String(kept, StandardCharsets.US_ASCII).strip();
    }

    private PromiseKey openPromise() {
        List<PromiseKey> kept =
                store.promises().stream().filter(one -> store.isGood(one.certificate())).toList();
        if (!kept.isEmpty()) {
            return kept.getLast();
        }
        KeyPair pair = LocalRoot.newKey();
        PromiseKey made =
                new PromiseKey(
                        pair.getPrivate(),
                        root.certify(
                                LocalRoot.commonName("Holdfast node " + site),
                                pair.getPublic(),
                                Certifier.Use.PROMISE));
        store.addPromise(made);
        return made;
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] drawn = new byte[count];
        random.nextBytes(drawn);
        return drawn;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public RootAuthority root() {
        return root;
    }

    @Override
    public Seals seals() {
        return seals;
    }

    @Override
    public PromiseKey promises() {
        return promise;
    }

    @Override
    public DataKeys dataKeys() {
        return dataKeys;
    }

    @Override
    public KeptKeys kept() {
        return store;
    }

    @Override
    public Handles handles() {
        return handles;
    }

    @Override
    public SecretKey secret(String use) {
        return secret.derive("use: " + use);
    }

    @Override
    public synchronized String trust() {
        if (trust.isEmpty()) {
            trust =
                    Optional.of(
                            TrustFile.of(
                                    this,
                                    settings.specimen(),
                                    clock.instant(),
                                    store.promises().stream().map(PromiseKey::certificate).toList(),
                                    mirrors));
        }
        return trust.get();
    }

    @Override
    public void whenCertified(Runnable todo) {
        publish = todo;
    }

    @Override
    public void mirrors(List<Mirror> all) {
        mirrors = List.copyOf(all);
        certified();
    }

    private void certified() {
        synchronized (this) {
            trust = Optional.empty();
        }
        publish.run();
    }

    @Override
    public void close() {
        try (store) {
            dataKeys.close();
        }
    }
}
