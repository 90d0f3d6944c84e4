// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real etcd with little room.
class EtcdRoomTest {
    private static final long QUOTA = 4L << 20;
    private static final String KEY = "/holdfast/x/journal";
    private static final String VALUE = "x".repeat(200_000);
    private static final int MOST = 200;

    @TempDir Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private RealEtcd engine;
    private EtcdRoom room;

    @BeforeEach
    void start() throws IOException {
        engine = new RealEtcd(folder, "--quota-backend-bytes", Long.toString(QUOTA));
        room =
                new EtcdRoom(
                        TestSites.plan("a", 1, 1, folder, true),
                        engine.client,
                        QUOTA,
                        System::nanoTime,
                        said::add);
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            room.close();
            engine.close();
        }
    }

    /// One key again and again: what it was before is what fills the file.
    private void writeUntil(long bytes) throws IOException {
        for (int i = 0; i < MOST && engine.client.room().bytes() < bytes; i++) {
            engine.client.put(KEY, VALUE, 600);
        }
    }

    @Test
    void halfFullIsAnAlarmAndRoomIsMade() throws IOException, InterruptedException {
        assertThat(room.look()).isEmpty();
        writeUntil(QUOTA / 2 + 1);
        assertThat(room.look()).containsOnlyKeys(EtcdRoom.NEARLY + "a");
        room.await();
        assertThat(said).singleElement().asString().contains("was made smaller");
        assertThat(room.look()).isEmpty();
        assertThat(engine.client.get(KEY)).contains(VALUE);
        assertThat(engine.client.get("/holdfast-sites/x/making-room-in-etcd")).isEmpty();
    }

    @Test
    void oneMemberAfterTheOther() throws IOException, InterruptedException {
        assertThat(engine.client.claim("/holdfast-sites/x/making-room-in-etcd", "b", 600)).isTrue();
        writeUntil(QUOTA / 2 + 1);
        assertThat(room.look()).containsOnlyKeys(EtcdRoom.NEARLY + "a");
        room.await();
        assertThat(said).isEmpty();
        assertThat(room.look()).isNotEmpty();
    }

    @Test
    void anEtcdThatTakesNoWritesTakesThemAgain() throws IOException, InterruptedException {
        assertThatThrownBy(() -> writeUntil(Long.MAX_VALUE)).isInstanceOf(IOException.class);
        for (int tries = 0; !engine.client.room().isNoSpace(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(20);
        }
        assertThatThrownBy(() -> engine.client.put(KEY, "y", 600)).isInstanceOf(IOException.class);
        assertThat(room.look()).containsOnlyKeys(EtcdRoom.FULL + "a");
        room.await();
        engine.client.put(KEY, "y", 600);
        assertThat(engine.client.get(KEY)).contains("y");
        assertThat(room.look()).isEmpty();
    }

    @Test
    void theQuotaIsThatOfTheSitesOwnFile() throws IOException {
        SitePlan plan = TestSites.plan("a", 1, 1, folder, true);
        assertThat(EtcdRoom.quota(plan)).isEqualTo(2L << 30);
        Files.createDirectories(plan.configuration("etcd.yml").getParent());
        Files.writeString(
                plan.configuration("etcd.yml"),
                "name: a\nquota-backend-bytes: 268435456\nlogger: zap\n");
        assertThat(EtcdRoom.quota(plan)).isEqualTo(268_435_456);
    }
}
