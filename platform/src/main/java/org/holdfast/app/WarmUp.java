// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.api.Digest;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import org.holdfast.documents.Documents;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.documents.IssueNumber;
import org.holdfast.documents.PaperBinding;
import org.holdfast.documents.PaperOrder;
import org.holdfast.keys.Providers;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes and verifies the packs' example papers and throws them away, beside the rest of a demo's
/// start: fonts are read and code is compiled before the first person asks. Specimens of nobody,
/// recorded nowhere, leaving nothing but warmth.
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /// Papers of each service; more gives no more.
    private static final int ROUNDS = 12;

    private final Path packs;
    private final Catalogue catalogue;
    private final Documents documents;
    private final PaperVerifier verifier;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean stopped;

    WarmUp(Path packs, Catalogue catalogue, Documents documents, InstantSource clock) {
        this.packs = packs;
        this.catalogue = catalogue;
        this.documents = documents;
        this.clock = clock;
        this.verifier = new PaperVerifier(clock, Providers.fast());
        this.thread = Thread.ofPlatform().name("warm-up").daemon().unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /// The thread's own edge: warmth is no promise, so whatever goes wrong is only written down.
    private void run() {
        try {
            for (int round = 0; round < ROUNDS && !stopped; round++) {
                for (Service service : catalogue.services()) {
                    if (service.kind() == Service.Kind.PAPER && !stopped) {
                        one(service);
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("the warm-up ended early", e);
        }
    }

    private void one(Service service) {
        Path example =
                packs.resolve(service.code().replace('.', '/')).resolve("printed.example.json");
        ObjectNode facts = (ObjectNode) JsonMapper.shared().readTree(example.toFile());
        String office = "kr".equals(service.country()) ? "kr-11110" : "jp-131148";
        byte[] mac = Digest.sha256(service.code().getBytes(StandardCharsets.UTF_8));
        Instant now = clock.instant();
        Documents.Made made =
                documents.make(
                        new PaperOrder(
                                new PaperBinding("nobody", "warm-up", office, service.code()),
                                service.layout(),
                                facts,
                                IssueNumber.of(office, mac),
                                "warm-up",
                                now,
                                now,
                                true,
                                service.zone()));
        if (made instanceof FinishedPaper paper) {
            verifier.verify(paper.pdf(), TrustList.ofRoots(List.of()), Optional.empty());
        }
    }

    /// Ends it and waits until the paper in hand is through.
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
