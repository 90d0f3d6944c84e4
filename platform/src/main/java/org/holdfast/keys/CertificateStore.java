// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.Compromises;

/// What the root certified, with the private keys that stay here encrypted by the master key.
final class CertificateStore implements KeptKeys, AutoCloseable {
    private static final List<String> SCHEMA =
            List.of(
                    "create table if not exists seal ( made integer primary key autoincrement,"
                            + " office text not null, name text not null, certificate blob not null,"
                            + " key_id blob not null, key blob not null)",
                    "create table if not exists journal ( made integer primary key autoincrement,"
                            + " name text not null, origin text not null unique, vkey text not null,"
                            + " certificate blob not null)",
                    "create table if not exists promise ( made integer primary key "
                            + "autoincrement, certificate blob not null, key_id blob not null, key "
                            + "blob not null)",
                    "create table if not exists compromise ( made integer primary key autoincrement,"
                            + " key text not null, since text not null, stated text not null,"
                            + " signature blob not null)",
                    "create table if not exists retired ( key_id text primary key)",
                    "create table if not exists kept ( made integer primary key autoincrement,"
                            + " use text not null, public blob not null, key_id blob not null,"
                            + " key blob not null)");

    private final Sqlite store;
    private final DataKey wrapping;
    private final SecureRandom random;
    private final Runnable certified;

    /// @param wrapping encrypts private keys
    /// @param certified runs after each certificate is kept
    CertificateStore(Path file, DataKey wrapping, SecureRandom random, Runnable certified) {
        this.store = new Sqlite(file, SCHEMA);
        this.wrapping = wrapping;
        this.random = random;
        this.certified = certified;
    }

    /// A private key with its certificate, as kept.
    record Kept(OfficeCode office, String name, X509Certificate certificate, PrivateKey key) {}

    void addSeal(Kept seal) {
        insert(
                "insert into seal (office, name, certificate, key_id, key) values (?, ?, ?, ?, ?)",
                seal.office().value(),
                seal.name(),
                der(seal.certificate()),
                wrapping.id().bytes(),
                wrapping.encrypt(seal.key().getEncoded(), random));
    }

    List<Kept> seals() {
        return query(
                "select office, name, certificate, key from seal order by made",
                row ->
                        new Kept(
                                new OfficeCode(row.getString(1)),
                                row.getString(2),
                                certificate(row.getBytes(3)),
                                privateKey(row.getBytes(4))));
    }

    /// Seal keys that seal no more.
    List<SealKeyId> retired() {
        return query("select key_id from retired", row -> new SealKeyId(row.getString(1)));
    }

    void retire(SealKeyId id) {
        store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert or ignore into retired (key_id) values (?)")) {
                statement.setString(1, id.hex());
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public KeptKeys.Kept make(String use) {
        KeyPair pair = LocalRoot.newKey();
        store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert into kept (use, public, key_id, key) values (?, ?, ?, ?)")) {
                statement.setString(1, use);
                statement.setBytes(2, pair.getPublic().getEncoded());
                statement.setBytes(3, wrapping.id().bytes());
                statement.setBytes(4, wrapping.encrypt(pair.getPrivate().getEncoded(), random));
                return statement.executeUpdate();
            }
        });
        return all(use).getLast();
    }

    @Override
    public List<KeptKeys.Kept> all(String use) {
        return store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "select public, key from kept where use = ? order by made")) {
                statement.setString(1, use);
                List<KeptKeys.Kept> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(
                                new KeptKeys.Kept(
                                        privateKey(row.getBytes(2)), publicKey(row.getBytes(1))));
                    }
                }
                return List.copyOf(found);
            }
        });
    }

    private static PublicKey publicKey(byte[] encoded) {
        try {
            return Providers.keyFactory("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.ALTERED, "a public key was altered", fault);
        }
    }

    void addPromise(PromiseKey promise) {
        insert(
                "insert into promise (certificate, key_id, key) values (?, ?, ?)",
                der(promise.certificate()),
                wrapping.id().bytes(),
                wrapping.encrypt(promise.key().getEncoded(), random));
    }

    List<PromiseKey> promises() {
        return query(
                "select certificate, key from promise order by made",
                row -> new PromiseKey(privateKey(row.getBytes(2)), certificate(row.getBytes(1))));
    }

    void addJournal(RootAuthority.JournalCertificate journal) {
        insert(
                "insert into journal (name, origin, vkey, certificate) values (?, ?, ?, ?)",
                journal.name(),
                journal.origin(),
                journal.vkey(),
                der(journal.certificate()));
    }

    /// The same, in place of another key under the same origin.
    void putJournal(RootAuthority.JournalCertificate journal) {
        insert(
                "insert into journal (name, origin, vkey, certificate) values (?, ?, ?, ?) on conflict"
                        + " (origin) do update set vkey = excluded.vkey, certificate ="
                        + " excluded.certificate",
                journal.name(),
                journal.origin(),
                journal.vkey(),
                der(journal.certificate()));
    }

    List<RootAuthority.JournalCertificate> journals() {
        return query(
                "select name, origin, vkey, certificate from journal order by made",
                row ->
                        new RootAuthority.JournalCertificate(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                certificate(row.getBytes(4))));
    }

    void addCompromise(RootAuthority.Compromise statement) {
        insert(
                "insert into compromise (key, since, stated, signature) values (?, ?, ?, ?)",
                statement.key(),
                statement.since().toString(),
                statement.made().toString(),
                statement.signature());
    }

    List<RootAuthority.Compromise> compromises() {
        return query(
                "select key, since, stated, signature from compromise order by made",
                row ->
                        new RootAuthority.Compromise(
                                row.getString(1),
                                Instant.parse(row.getString(2)),
                                Instant.parse(row.getString(3)),
                                row.getBytes(4)));
    }

    /// Whether a key may still sign.
    boolean isGood(X509Certificate certificate) {
        String name = Compromises.keyName(certificate.getPublicKey());
        return compromises().stream().noneMatch(one -> one.key().equals(name));
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private void insert(String sql, Object... values) {
        store.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.executeUpdate();
            }
        });
        certified.run();
    }

    private <T> List<T> query(String sql, Row<T> reader) {
        return store.run(connection -> read(connection, sql, reader));
    }

    private static <T> List<T> read(Connection connection, String sql, Row<T> reader)
            throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                all.add(reader.read(row));
            }
        }
        return all;
    }

    private PrivateKey privateKey(byte[] encrypted) {
        try {
            return Providers.keyFactory("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(wrapping.decrypt(encrypted)));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.ALTERED, "a private key was altered", fault);
        }
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot encode a certificate", fault);
        }
    }

    static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException fault) {
            throw new KeysFault(KeysFault.Code.ALTERED, "a certificate was altered", fault);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
