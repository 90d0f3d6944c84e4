// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/// What costs in a handshake waits for a hand, and what does not goes on.
final class CardEngineTest {
    @Test
    void theCostlyPartOfAHandshakeWaitsForAHandAndGivesItBack() throws Exception {
        SSLContext context = SSLContext.getDefault();
        SSLEngine client = context.createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        hello.flip();

        Semaphore hands = new Semaphore(0, true);
        CardEngine server = new CardEngine(context.createSSLEngine(), hands);
        server.setUseClientMode(false);
        var read = server.unwrap(hello, ByteBuffer.allocate(1 << 16));
        assertThat(read.getHandshakeStatus())
                .isEqualTo(javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_TASK);
        Runnable task = server.getDelegatedTask();
        assertThat(task).isNotNull();
        Thread worker = Thread.ofVirtual().start(task);
        while (!hands.hasQueuedThreads()) {
            assertThat(worker.isAlive()).isTrue();
            Thread.sleep(1);
        }
        assertThat(server.getHandshakeStatus())
                .isEqualTo(javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_TASK);
        hands.release();
        worker.join();
        assertThat(hands.availablePermits()).isEqualTo(1);
        assertThat(server.getHandshakeStatus())
                .isNotEqualTo(javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_TASK);
    }
}
