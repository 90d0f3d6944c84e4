// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.holdfast.drills.Command;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An official logs in by certificate again and again: closed model, then arrivals at a fixed rate.
/// A login is two requests, the challenge and the answer to it, and an entry on the office's disk.
/// Beside it stands the challenge alone, which is the same way without check and entry.
public final class LoginBench {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final DemoOffice demo;
    private final KeyPair key;
    private final String certificate;

    /// Makes the authorities of the office and an officer's certificate.
    ///
    /// @throws IOException when the office does not issue one
    public LoginBench(DemoOffice demo) throws IOException {
        this.demo = demo;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.key = generator.generateKeyPair();
            this.certificate = certify();
        } catch (GeneralSecurityException | OperatorCreationException fault) {
            throw new IOException("no key can be made here", fault);
        }
    }

    private String certify() throws IOException, OperatorCreationException {
        byte[] request =
                new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=bench"), key.getPublic())
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(key.getPrivate()))
                        .getEncoded();
        try (OfficeClient operator =
                new OfficeClient(demo.base(), demo.person("operator", "").token())) {
            operator.send(
                    new Command(id(), "", "/api/v1/authorities", JSON.createObjectNode()), LIMIT);
            ObjectNode order = JSON.createObjectNode();
            order.put("use", "official");
            order.put("holder", demo.person("officer", "").account());
            order.put("request", Base64.getEncoder().encodeToString(request));
            OfficeClient.Answer issued =
                    operator.send(new Command(id(), "", "/api/v1/certificates", order), LIMIT);
            if (issued.status() != 201) {
                throw new IOException("no certificate: " + issued.status() + " " + issued.text());
            }
            return issued.json().required("certificate").stringValue();
        }
    }

    private static String id() {
        return "bench-" + UUID.randomUUID();
    }

    /// What one measurement found.
    ///
    /// @param challenge of the first of the two requests alone
    /// @param whole of both, with the client's own signature between them
    public record Figures(
            String model,
            double perSecond,
            long in,
            long refused,
            long failed,
            LatencySummary challenge,
            LatencySummary whole) {}

    /// As many clients as given, each logging in again as soon as it is in.
    public Figures closed(int clients, Duration time) throws InterruptedException {
        Run run = new Run();
        AtomicBoolean going = new AtomicBoolean(true);
        long begun = System.nanoTime();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                OfficeClient client = new OfficeClient(demo.base(), "nobody")) {
            for (int i = 0; i < clients; i++) {
                pool.execute(() -> {
                    while (going.get()) {
                        run.one(client, System.nanoTime());
                    }
                });
            }
            Thread.sleep(time);
            going.set(false);
            pool.shutdown();
            boolean _ = pool.awaitTermination(60, TimeUnit.SECONDS);
        }
        return run.figures("closed, " + clients + " clients", System.nanoTime() - begun);
    }

    /// Logins that arrive at a fixed rate, however long the office takes.
    public Figures open(int perSecond, Duration time) throws InterruptedException {
        Run run = new Run();
        long begun = System.nanoTime();
        long count = perSecond * time.toSeconds();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                OfficeClient client = new OfficeClient(demo.base(), "nobody")) {
            for (long i = 0; i < count; i++) {
                long due = begun + i * 1_000_000_000L / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
                pool.execute(() -> run.one(client, due));
            }
            pool.shutdown();
            boolean _ = pool.awaitTermination(60, TimeUnit.SECONDS);
        }
        return run.figures("open, " + perSecond + " a second", System.nanoTime() - begun);
    }

    private final class Run {
        private final Latencies challenge = new Latencies();
        private final Latencies whole = new Latencies();
        private final AtomicLong in = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();

        void one(OfficeClient client, long due) {
            try {
                OfficeClient.Answer asked =
                        client.send(
                                new Command(
                                        id(),
                                        "",
                                        "/api/v1/logins/challenge",
                                        JSON.createObjectNode()),
                                LIMIT);
                challenge.add(System.nanoTime() - due);
                OfficeClient.Answer answer =
                        asked.status() == 200
                                ? client.send(
                                        new Command(
                                                id(),
                                                "",
                                                "/api/v1/logins/certificate",
                                                signed(asked)),
                                        LIMIT)
                                : asked;
                if (answer.status() == 200) {
                    whole.add(System.nanoTime() - due);
                    in.incrementAndGet();
                } else if (answer.status() == 503) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(20_000_000);
                } else {
                    failed.incrementAndGet();
                }
            } catch (IOException | GeneralSecurityException fault) {
                failed.incrementAndGet();
            }
        }

        private ObjectNode signed(OfficeClient.Answer asked) throws GeneralSecurityException {
            String text =
                    "holdfast login v1\n%s\n%s\nfor %s\n"
                            .formatted(
                                    asked.json().required("domain").stringValue(),
                                    asked.json().required("challenge").stringValue(),
                                    HexFormat.of()
                                            .formatHex(
                                                    MessageDigest.getInstance("SHA-256")
                                                            .digest(
                                                                    Base64.getDecoder()
                                                                            .decode(certificate))));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return JSON.createObjectNode()
                    .put("challenge", asked.json().required("challenge").stringValue())
                    .put("certificate", certificate)
                    .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
        }

        Figures figures(String model, long nanos) {
            return new Figures(
                    model,
                    in.get() * 1e9 / nanos,
                    in.get(),
                    refused.get(),
                    failed.get(),
                    challenge.summary(),
                    whole.summary());
        }
    }
}
