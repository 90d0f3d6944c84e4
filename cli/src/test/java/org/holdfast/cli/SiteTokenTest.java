// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTokenTest {
    @TempDir Path folder;

    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void aTokenThatWasRenewedIsShownWithinTenSecondsAndStaysKnownWhenItsFileIsGone()
            throws IOException {
        SitePlan plan =
                new SitePlan(
                        "a",
                        "x",
                        new LinkedHashMap<>(Map.of("a", "127.0.0.1")),
                        Ports.USUAL,
                        folder,
                        Optional.empty(),
                        true);
        assertThatThrownBy(() -> new SiteToken(plan, nanos::get)).hasMessageContaining("no token");
        Path file = folder.resolve("node/mirror/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "first\n");
        SiteToken token = new SiteToken(plan, nanos::get);
        Files.writeString(file, "second\n");
        assertThat(token.get()).isEqualTo("first");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(token.get()).isEqualTo("second");
        Files.delete(file);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(token.get()).isEqualTo("second");
    }
}
