// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.identity.Principals;
import org.holdfast.shield.BoundedLimiter;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/// Other services' logins and the office's own work, each at its limit while the other goes on.
final class LanesTest {
    private static final int INSIDE = 8;
    private static final int SERVICES = 32;
    private static final Problems PROBLEMS =
            new Problems(
                    Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs")).texts());

    private final CountDownLatch leave = new CountDownLatch(1);
    private final Gate gate = gate();

    private static Gate gate() {
        Doors open =
                new Doors() {
                    @Override
                    public boolean open() {
                        return true;
                    }

                    @Override
                    public boolean openToMirrors() {
                        return true;
                    }
                };
        Principals nobody =
                (Principals)
                        Proxy.newProxyInstance(
                                LanesTest.class.getClassLoader(),
                                new Class<?>[] {Principals.class},
                                (_, _, _) -> {
                                    throw new IllegalStateException("nobody shows anything");
                                });
        return new Gate(
                open,
                new BoundedLimiter(INSIDE, 0, Duration.ZERO),
                nobody,
                PROBLEMS,
                new Refusals(PROBLEMS, (_, _) -> (_, _, answered) -> answered.setStatus(500)));
    }

    private int ask(String path, boolean stay) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        MockHttpServletResponse response = new MockHttpServletResponse();
        gate.doFilter(
                request,
                response,
                (_, _) -> {
                    entered.countDown();
                    if (stay) {
                        try {
                            leave.await();
                        } catch (InterruptedException leaving) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        return response.getStatus();
    }

    private CountDownLatch entered = new CountDownLatch(0);

    private void fill(String path, int places, String other) throws Exception {
        entered = new CountDownLatch(places);
        List<Future<Integer>> inside = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < places; i++) {
                    inside.add(threads.submit(() -> ask(path, true)));
                }
                entered.await();
                assertThat(ask(path, false)).as(path).isEqualTo(503);
                assertThat(ask(other, false)).as(other).isEqualTo(200);
            } finally {
                leave.countDown();
            }
            for (Future<Integer> one : inside) {
                assertThat(one.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void theCounterGoesOnWhileOtherServicesLoginsAreTooMany() throws Exception {
        fill("/openid/token", SERVICES, "/counter");
    }

    @Test
    void otherServicesLoginsGoOnWhileTheOfficeIsFull() throws Exception {
        fill("/counter", INSIDE, "/openid/token");
    }
}
