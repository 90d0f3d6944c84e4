// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Officials who log in by certificate, at a fixed rate, whatever comes of it.
final class OfficialLogins {
    /// Nobody at a counter waits longer.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String base;

    OfficialLogins(String base) {
        this.base = base;
    }

    /// An official's certificate and key.
    record Card(String name, X509Certificate certificate, KeyPair key) {
        String base64() {
            return Base64.getEncoder().encodeToString(der());
        }

        byte[] der() {
            try {
                return certificate.getEncoded();
            } catch (GeneralSecurityException bug) {
                throw new IllegalStateException(bug);
            }
        }
    }

    /// What came of one login.
    ///
    /// @param token of who is in
    /// @param tier as the office said
    record Outcome(int status, Optional<String> token, String tier) {}

    /// Logs in once.
    Outcome enter(OfficeClient client, Card card) throws IOException {
        OfficeClient.Answer asked =
                client.send(
                        new Command(id(), "", "/api/v1/logins/challenge", JSON.createObjectNode()),
                        LIMIT);
        if (asked.status() != 200) {
            return new Outcome(asked.status(), Optional.empty(), "");
        }
        OfficeClient.Answer answer =
                client.send(
                        new Command(id(), "", "/api/v1/logins/certificate", signed(card, asked)),
                        LIMIT);
        return new Outcome(
                answer.status(),
                answer.status() == 200
                        ? Optional.of(answer.json().required("token").stringValue())
                        : Optional.empty(),
                answer.json().path("tier").asString(""));
    }

    private static String id() {
        return "drill-" + UUID.randomUUID();
    }

    private static ObjectNode signed(Card card, OfficeClient.Answer asked) {
        try {
            String text =
                    "holdfast login v1\n%s\n%s\nfor %s\n"
                            .formatted(
                                    asked.json().required("domain").stringValue(),
                                    asked.json().required("challenge").stringValue(),
                                    HexFormat.of()
                                            .formatHex(
                                                    MessageDigest.getInstance("SHA-256")
                                                            .digest(card.der())));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(card.key().getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return JSON.createObjectNode()
                    .put("challenge", asked.json().required("challenge").stringValue())
                    .put("certificate", card.base64())
                    .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// What came of a stretch of time.
    ///
    /// @param late in, and later than anybody waits
    /// @param tiers how many were let in on what
    record Phase(
            long tried,
            long in,
            long late,
            long refused,
            long failed,
            long p50Micros,
            long p99Micros,
            Map<String, Long> tiers) {
        Phase {
            tiers = Map.copyOf(tiers);
        }

        /// Of a thousand, how many were in before their patience ended.
        double perMille() {
            return tried == 0 ? 0 : 1000.0 * (in - late) / tried;
        }
    }

    /// Logins of all cards in turn at a fixed rate.
    Phase during(List<Card> cards, int perSecond, Duration time) throws InterruptedException {
        Counts counts = new Counts();
        long begun = System.nanoTime();
        long count = perSecond * time.toSeconds();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                OfficeClient client = new OfficeClient(base, "nobody")) {
            for (long i = 0; i < count; i++) {
                long due = begun + i * 1_000_000_000L / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
                Card card = cards.get((int) (i % cards.size()));
                pool.execute(() -> counts.one(client, card, due));
            }
            pool.shutdown();
            boolean _ = pool.awaitTermination(60, TimeUnit.SECONDS);
        }
        return counts.phase(count);
    }

    private final class Counts {
        private final AtomicLong in = new AtomicLong();
        private final AtomicLong late = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
        private final Map<String, AtomicLong> tiers =
                new java.util.concurrent.ConcurrentHashMap<>();

        void one(OfficeClient client, Card card, long due) {
            try {
                Outcome outcome = enter(client, card);
                long took = (System.nanoTime() - due) / 1_000;
                micros.add(took);
                if (outcome.token().isEmpty()) {
                    refused.incrementAndGet();
                    return;
                }
                in.incrementAndGet();
                tiers.computeIfAbsent(outcome.tier(), _ -> new AtomicLong()).incrementAndGet();
                if (took > PATIENCE.toNanos() / 1_000) {
                    late.incrementAndGet();
                }
            } catch (IOException fault) {
                failed.incrementAndGet();
            }
        }

        Phase phase(long tried) {
            long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
            Map<String, Long> seen = new TreeMap<>();
            tiers.forEach((tier, many) -> seen.put(tier, many.get()));
            return new Phase(
                    tried,
                    in.get(),
                    late.get(),
                    refused.get(),
                    failed.get(),
                    at(sorted, 0.50),
                    at(sorted, 0.99),
                    seen);
        }

        private static long at(long[] sorted, double share) {
            return sorted.length == 0
                    ? 0
                    : Arrays.stream(sorted)
                            .skip((long) Math.floor(share * (sorted.length - 1)))
                            .findFirst()
                            .orElse(0);
        }
    }
}
