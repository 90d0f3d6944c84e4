// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatientBodyTest {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong now = new AtomicLong();

    /// Gives so many bytes at each read, and takes so long for it.
    private PatientBody body(int bytes, long nanos, long most) {
        InputStream slow =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        now.addAndGet(nanos);
                        return 1;
                    }

                    @Override
                    public int read(byte[] target, int from, int length) throws IOException {
                        now.addAndGet(nanos);
                        int given = Math.min(length, bytes);
                        Arrays.fill(target, from, from + given, (byte) 1);
                        return given;
                    }
                };
        return new PatientBody(slow, most, now::get);
    }

    @Test
    void isPatientWithWhoKeepsUp() throws Exception {
        PatientBody body = body(32_000, SECOND, Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            assertThat(body.read(new byte[32_000])).isEqualTo(32_000);
            assertThat(body.isTooSlow()).isFalse();
        }
        now.addAndGet(1_000 * SECOND); // the mirror's own work
        assertThat(body.isTooSlow()).isFalse();
        for (int i = 0; i < 21; i++) {
            assertThat(body.read(new byte[32_000])).isEqualTo(32_000);
        }
        assertThat(body.isTooSlow()).isTrue(); // two minutes in all
    }

    @Test
    void isDoneWithWhoSendsByteByByte() throws Exception {
        PatientBody body = body(1, SECOND, Long.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            assertThat(body.read()).isEqualTo(1);
            assertThat(body.isTooSlow()).isFalse();
        }
        assertThat(body.read()).isEqualTo(1);
        assertThat(body.isTooSlow()).isTrue();
    }

    @Test
    void endsAtItsLimit() throws Exception {
        PatientBody body = body(1_000, 0, 2_500);
        assertThat(body.readAllBytes()).hasSize(2_500);
        assertThat(body.read()).isEqualTo(-1);
        InputStream short3 = new PatientBody(new ByteArrayInputStream(new byte[3]), 9, now::get);
        assertThat(short3.readAllBytes()).hasSize(3);
    }
}
