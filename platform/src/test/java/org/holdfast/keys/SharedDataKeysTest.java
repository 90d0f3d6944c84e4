// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.List;
import org.holdfast.offices.Offices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A site that is made again gets the data keys that another one has, while that one works on.
final class SharedDataKeysTest {
    private static final int KEYS = 12_000;

    @TempDir Path folder;

    private Keys open(String site) {
        return Keys.open(
                new KeysSettings(folder.resolve(site), true),
                Offices.standard(),
                InstantSource.system(),
                new SecureRandom());
    }

    private long share(String from, String to) {
        return Keys.shareDataKeys(
                folder.resolve(from),
                folder.resolve(to),
                InstantSource.system(),
                new SecureRandom());
    }

    @Test
    void everyKeyAndTombstoneComesAlongWhileTheOtherSiteWorks() {
        try (Keys a = open("a")) {
            List<DataKey> made = a.dataKeys().createAll(KEYS);
            DataKey erased = made.get(7);
            DataKeys.Erasure erasure = a.dataKeys().erase(erased.id(), "PIPA 36");
            Keys.share(folder.resolve("a"), folder.resolve("b"));
            assertThat(share("a", "b")).isZero();
            DataKey late = a.dataKeys().create();
            DataKey lateErased = made.get(8);
            try (Keys b = open("b")) {
                assertThat(b.dataKeys().count()).isEqualTo(KEYS - 1);
                assertThat(b.dataKeys().find(made.getLast().id()).orElseThrow().key())
                        .isEqualTo(made.getLast().key());
                assertThat(b.dataKeys().find(erased.id())).isEmpty();
                assertThat(b.dataKeys().erasure(erased.id())).contains(erasure);
                a.dataKeys().erase(lateErased.id(), "PIPA 36");
            }
            assertThat(share("a", "b")).as("done again").isZero();
            try (Keys b = open("b")) {
                assertThat(b.dataKeys().find(late.id())).isPresent();
                assertThat(b.dataKeys().find(lateErased.id())).isEmpty();
                assertThat(b.dataKeys().erasures()).hasSize(2);
            }
        }
    }

    @Test
    void whatIsErasedHereDoesNotComeBackFromAStoreThatStillHasIt() {
        try (Keys a = open("a")) {
            DataKey key = a.dataKeys().create();
            Keys.share(folder.resolve("a"), folder.resolve("b"));
            try (Keys b = open("b")) {
                b.dataKeys().erase(key.id(), "PIPA 36");
            }
            share("a", "b");
            try (Keys b = open("b")) {
                assertThat(b.dataKeys().find(key.id())).isEmpty();
            }
        }
    }

    /// A store of the time before it was told what it has taken, with one key altered on its disk.
    @Test
    void anAlteredKeyIsLeftOutAndCountedAndHoldsNoOtherUp() throws Exception {
        DataKey good;
        DataKey bad;
        try (Keys a = open("a")) {
            good = a.dataKeys().create();
            bad = a.dataKeys().create();
        }
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("a/data-keys.db"));
                var alter =
                        connection.prepareStatement(
                                "update data_key set wrapped = zeroblob(40) where id = ?");
                var old = connection.createStatement()) {
            alter.setBytes(1, bad.id().bytes());
            assertThat(alter.executeUpdate()).isEqualTo(1);
            old.execute("drop table taken");
        }
        Keys.share(folder.resolve("a"), folder.resolve("b"));
        assertThat(share("a", "b")).isEqualTo(1);
        try (Keys b = open("b")) {
            assertThat(b.dataKeys().find(good.id())).isPresent();
            assertThat(b.dataKeys().find(bad.id())).isEmpty();
        }
        try (Keys a = open("a")) {
            assertThat(a.dataKeys().taken("x")).isEmpty();
        }
    }

    @Test
    void nothingIsGivenToAnotherOfficeAndNoStoreIsMadeToGiveNothing() throws Exception {
        try (Keys _ = open("a");
                Keys other = open("other")) {
            assertThatThrownBy(() -> share("a", "other")).isInstanceOf(KeysFault.class);
            assertThat(other.dataKeys().count()).isZero();
        }
        Keys.share(folder.resolve("a"), folder.resolve("b"));
        Files.delete(folder.resolve("a/data-keys.db"));
        assertThat(share("a", "b")).isZero();
        assertThat(folder.resolve("a/data-keys.db")).doesNotExist();
    }
}
