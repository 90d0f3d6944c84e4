// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.holdfast.cases.Answer;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.cases.Papers;
import org.holdfast.documents.Archive;
import org.holdfast.documents.Revisions;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.pki.Pki;
import org.holdfast.registers.RecordVersion;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.holdfast.verifier.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole office whose seal key is weak. Each test begins with a key that has sealed nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreservationTest {
    private static final String TRANSCRIPT = "kr.resident-transcript";
    private static final String ABSTRACT = "kr.resident-abstract";
    private static final OfficeCode JONGNO = OfficeBelow.JONGNO;
    private static final Principal OPERATOR =
            new Principal("p-operator", Role.OPERATOR, Optional.empty(), Optional.empty(), "운영자");

    @TempDir static Path folder;
    private final InstantSource clock = InstantSource.system();
    private OfficeBelow office;
    private Pki pki;

    @BeforeAll
    void open() {
        office = OfficeBelow.at(folder);
        pki =
                new Pki(
                        office.ledger(),
                        office.keys(),
                        clock,
                        new SecureRandom(),
                        "office",
                        folder.resolve("heard"));
        assertThat(pki.begin()).isNotEmpty();
    }

    @AfterAll
    void close() {
        pki.close();
        office.close();
    }

    @BeforeEach
    void another() {
        office.keys().seals().retire(key());
    }

    private Preservation.Below below(String site) {
        return new Preservation.Below(
                office.ledger(),
                office.keys(),
                office.papers(),
                pki::token,
                new BoundedLimiter(8, 8, Duration.ofSeconds(1)),
                site,
                List.of(ABSTRACT, TRANSCRIPT));
    }

    /// The module put together once more, over the same journal: as another start.
    private Preservation started() {
        return new Preservation(below("office"), new PreservationSettings(1, 1, 3), clock);
    }

    private SealKeyId key() {
        return office.keys().seals().of(JONGNO).id();
    }

    private Preservation.Order order(Renewal.Selection selection) {
        return new Preservation.Order(
                OPERATOR,
                "order-" + UUID.randomUUID(),
                selection,
                Instant.now().plus(Duration.ofDays(1)),
                "키가 약합니다");
    }

    private static Renewal given(RenewalAnswer answer) {
        assertThat(answer).isInstanceOf(RenewalAnswer.Given.class);
        return ((RenewalAnswer.Given) answer).renewal();
    }

    private static RenewalRefusal refused(RenewalAnswer answer) {
        assertThat(answer).isInstanceOf(RenewalAnswer.Refused.class);
        return ((RenewalAnswer.Refused) answer).why();
    }

    private Renewal renews(Preservation module, SealKeyId key) {
        return given(module.order(order(new Renewal.Selection.Key(key.hex()))));
    }

    private List<String> issue(int count, String service) {
        RecordVersion person = office.family().members().getFirst();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(office.issue(person, service, "issue-" + UUID.randomUUID()));
        }
        return ids;
    }

    private static void untilDone(Preservation module, Renewal renewal) {
        for (int i = 0; i < 50; i++) {
            module.look();
            if (own(module, renewal).finished()) {
                return;
            }
        }
        throw new AssertionError("not finished: " + module.progress(renewal.name()));
    }

    private static RenewalProgress.Site own(Preservation module, Renewal renewal) {
        return module.progress(renewal.name()).orElseThrow().sites().stream()
                .filter(RenewalProgress.Site::own)
                .findFirst()
                .orElseThrow();
    }

    private List<RenewalEntries.Again> signings(Renewal renewal) {
        return office.ledger().node().reader(RenewalEntries.RESIGNED).next().stream()
                .map(StoredEntry::openUnlessErased)
                .flatMap(Optional::stream)
                .map(RenewalEntries.Again::read)
                .filter(one -> one.renewal().equals(renewal.name()))
                .toList();
    }

    private static RenewalProgress.Service only(Preservation module, Renewal renewal) {
        List<RenewalProgress.Service> services = own(module, renewal).services();
        assertThat(services).hasSize(1);
        return services.getFirst();
    }

    private byte[] file(String id) {
        Answer<Papers.Document> answer = office.papers().document(OfficeBelow.officer(), id);
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return ((Answer.Given<Papers.Document>) answer).value().pdf();
    }

    @Test
    void sealsWithAnotherKeyFromTheAnswerOn() {
        try (Preservation module = started()) {
            SealKeyId weak = key();
            Renewal renewal = renews(module, weak);
            SealKeyId next = key();
            assertThat(next).isNotEqualTo(weak);
            String paper = issue(1, TRANSCRIPT).getFirst();
            StoredEntry entry = office.papers().entry(paper).orElseThrow();
            assertThat(Papers.Sealed.read(entry).sealedBy()).isEqualTo(next.hex());
            untilDone(module, renewal);
            assertThat(module.resigned(paper)).isEmpty();
        }
    }

    @Test
    void signsEachPaperOnceWhatIsAwaitedFirst() {
        try (Preservation module = started()) {
            List<String> later = issue(4, TRANSCRIPT);
            List<String> first = issue(3, ABSTRACT);
            Renewal renewal = renews(module, key());
            untilDone(module, renewal);
            List<RenewalEntries.Again> all = signings(renewal);
            assertThat(all).hasSize(7);
            assertThat(all.stream().map(RenewalEntries.Again::paper)).doesNotHaveDuplicates();
            List<String> ids = new ArrayList<>(later);
            ids.addAll(first);
            for (String id : ids) {
                Resigned again = module.resigned(id).orElseThrow();
                assertThat(again.key()).isEqualTo(key().hex());
                byte[] old = file(id);
                byte[] whole = module.file(id).orElseThrow();
                assertThat(whole).startsWith(old).hasSizeGreaterThan(old.length);
            }
            try (Preservation again = started()) {
                untilDone(again, renewal);
                assertThat(signings(renewal)).hasSize(7);
            }
        }
    }

    @Test
    void aStampCoversAPaperBeforeItIsSignedAndProvesIt() throws Exception {
        String paper = issue(4, TRANSCRIPT).getFirst();
        List<Boolean> stamped = new ArrayList<>();
        try (Preservation watching = started();
                Preservation module =
                        new Preservation(
                                below("office"),
                                new PreservationSettings(1, 1, 3),
                                clock,
                                (file, key, at) -> {
                                    watching.look();
                                    synchronized (stamped) {
                                        stamped.add(watching.evidenceRecord(paper).isPresent());
                                    }
                                    throw new IllegalArgumentException("not now");
                                })) {
            Renewal renewal = renews(module, key());
            module.look();
            assertThat(stamped).isNotEmpty().doesNotContain(false);
            untilDone(watching, renewal);
            byte[] der = watching.evidenceRecord(paper).orElseThrow();
            ERSEvidenceRecord record =
                    new ERSEvidenceRecord(der, new JcaDigestCalculatorProviderBuilder().build());
            record.validate(
                    new JcaSimpleSignerInfoVerifierBuilder().build(record.getSigningCertificate()));
            record.validatePresent(
                    new ERSByteData(file(paper)), Date.from(Instant.now().plusSeconds(60)));
            assertThatThrownBy(() ->
                            record.validatePresent(
                                    new ERSByteData(new byte[] {1}),
                                    Date.from(Instant.now().plusSeconds(60))))
                    .isInstanceOf(org.bouncycastle.tsp.ers.ERSException.class);
        }
    }

    @Test
    void whateverInterruptsTheWorkNothingIsLostAndNothingDoneTwice() {
        List<String> papers = issue(12, TRANSCRIPT);
        SealKeyId weak = key();
        Optional<Renewal> renewal = Optional.empty();
        for (int turn = 0; turn < 10; turn++) {
            AtomicInteger left = new AtomicInteger(1);
            try (Preservation module =
                    new Preservation(
                            below("office"),
                            new PreservationSettings(1, 1, 3),
                            clock,
                            (file, key, at) -> {
                                if (left.getAndDecrement() <= 0) {
                                    throw new IllegalStateException("the process ends");
                                }
                                return Revisions.append(
                                                file,
                                                List.of(new Revisions.Addition.Signature(key, at)))
                                        .orElseThrow();
                            })) {
                if (renewal.isEmpty()) {
                    renewal = Optional.of(renews(module, weak));
                }
                assertThatThrownBy(module::look).hasRootCauseMessage("the process ends");
            }
        }
        assertThat(signings(renewal.orElseThrow())).hasSize(10);
        try (Preservation module = started()) {
            untilDone(module, renewal.get());
            assertThat(signings(renewal.get()).stream().map(RenewalEntries.Again::paper))
                    .hasSize(12)
                    .doesNotHaveDuplicates();
            assertThat(papers).allMatch(id -> module.resigned(id).isPresent());
            assertThat(only(module, renewal.get()).total()).isEqualTo(12);
        }
    }

    @Test
    void whatIsErasedInTheMiddleIsLeftOutAndCounted() {
        List<String> papers = issue(5, TRANSCRIPT);
        try (Preservation module =
                new Preservation(
                        below("office"),
                        new PreservationSettings(1, 1, 100),
                        clock,
                        (file, key, at) -> {
                            throw new IllegalStateException("not yet");
                        })) {
            Renewal renewal = renews(module, key());
            assertThatThrownBy(module::look).hasRootCauseMessage("not yet");
            office.erase(papers.get(1));
            try (Preservation next = started()) {
                untilDone(next, renewal);
                assertThat(signings(renewal)).hasSize(4);
                assertThat(next.resigned(papers.get(1))).isEmpty();
                assertThat(next.file(papers.get(1))).isEmpty();
                assertThat(next.evidenceRecord(papers.get(1))).isEmpty();
                String late = papers.get(2);
                assertThat(next.resigned(late)).isPresent();
                office.erase(late);
                assertThat(next.resigned(late)).isEmpty();
                assertThat(signings(renewal)).hasSize(3);
            }
        }
    }

    @Test
    void twoSitesThatOrderAtOnceSignEachPaperOnce() {
        List<String> papers = issue(6, ABSTRACT);
        try (Preservation one = started();
                Preservation other =
                        new Preservation(below("b"), new PreservationSettings(1, 1, 3), clock)) {
            Renewal first = given(one.order(order(new Renewal.Selection.OfOffice(JONGNO))));
            Renewal second = given(other.order(order(new Renewal.Selection.OfOffice(JONGNO))));
            for (int i = 0; i < 5; i++) {
                one.look();
                other.look();
            }
            untilDone(one, first);
            List<RenewalEntries.Again> all = new ArrayList<>(signings(first));
            all.addAll(signings(second));
            for (String id : papers) {
                assertThat(one.resigned(id)).isPresent();
                String leaf = office.papers().entry(id).orElseThrow().leafHash().hex();
                assertThat(all.stream().filter(said -> said.paper().hex().equals(leaf))).hasSize(1);
            }
        }
    }

    @Test
    void aPaperWhoseSecondKeyIsWeakTooIsSignedAThirdTime() {
        String paper = issue(1, TRANSCRIPT).getFirst();
        try (Preservation module = started()) {
            Renewal first = renews(module, key());
            untilDone(module, first);
            Renewal second = renews(module, key());
            untilDone(module, second);
            assertThat(module.resigned(paper).orElseThrow().times()).isEqualTo(2);
            assertThat(module.file(paper)).isPresent();
        }
    }

    @Test
    void fromTheCutOffOnTheRootSaysThatTheKeyIsWeak() {
        try (Preservation module = started()) {
            SealKeyId weak = key();
            int before = office.keys().root().compromises().size();
            Preservation.Order past =
                    new Preservation.Order(
                            OPERATOR,
                            "order-" + UUID.randomUUID(),
                            new Renewal.Selection.Key(weak.hex()),
                            Instant.now().minus(Duration.ofHours(1)),
                            "도난");
            Renewal renewal = given(module.order(past));
            assertThat(office.keys().root().compromises()).hasSize(before + 1);
            assertThat(office.keys().root().compromises().getLast().since())
                    .isEqualTo(renewal.cutOff());
            module.look();
            assertThat(office.keys().root().compromises()).hasSize(before + 1);
        }
    }

    @Test
    void afterTheCutOffTheCopySignedAgainIsBelievedAndTheOldFileAloneIsNot() {
        String paper = issue(1, TRANSCRIPT).getFirst();
        PaperVerifier verifier = new PaperVerifier(clock);
        try (Preservation module = started()) {
            TrustList before = TrustList.read(office.keys().trust());
            Renewal renewal =
                    given(
                            module.order(
                                    new Preservation.Order(
                                            OPERATOR,
                                            "order-" + UUID.randomUUID(),
                                            new Renewal.Selection.Key(key().hex()),
                                            Instant.now().minus(Duration.ofMinutes(1)),
                                            "도난")));
            untilDone(module, renewal);
            byte[] old = file(paper);
            byte[] again = module.file(paper).orElseThrow();
            TrustList after = TrustList.read(office.keys().trust());
            assertThat(verifier.verify(again, before, Optional.empty()).isGenuine()).isTrue();
            assertThat(verifier.verify(again, after, Optional.empty()).isGenuine()).isTrue();
            assertThat(verifier.verify(old, before, Optional.empty()).isGenuine()).isTrue();
            assertThat(verifier.verify(old, after, Optional.empty()).verdict())
                    .isEqualTo(Verdict.COMPROMISED);
            Archive archive = new Archive(office.keys(), pki, clock);
            Archive.Copy kept = archive.of(again);
            assertThat(kept.level()).isNotEqualTo(Archive.Level.PAPER);
            assertThat(verifier.verify(kept.pdf(), after, Optional.empty()).details())
                    .containsEntry("signedAgain", "true");
            assertThat(verifier.verify(archive.of(old).pdf(), after, Optional.empty()).verdict())
                    .as("a stamp of today makes no key good")
                    .isEqualTo(Verdict.COMPROMISED);
            Renewal next = renews(module, key());
            untilDone(module, next);
            byte[] third = module.file(paper).orElseThrow();
            assertThat(verifier.verify(third, after, Optional.empty()).isGenuine()).isTrue();
        }
    }

    @Test
    void aCutOffIsNeitherLongAgoNorFarAhead() {
        try (Preservation module = started()) {
            for (Instant bad :
                    List.of(
                            Instant.EPOCH,
                            Instant.MIN,
                            Instant.MAX,
                            Instant.now().minus(Duration.ofDays(2)),
                            Instant.now().plus(Duration.ofDays(500)))) {
                Preservation.Order order =
                        new Preservation.Order(
                                OPERATOR,
                                "order-" + UUID.randomUUID(),
                                new Renewal.Selection.Key(key().hex()),
                                bad,
                                "도난");
                assertThat(refused(module.order(order)))
                        .as(bad.toString())
                        .isEqualTo(RenewalRefusal.BAD_MOMENT);
            }
        }
    }

    /// A site that is lost states nothing itself: the keys it named are stated by the others.
    @Test
    void everySiteStatesTheKeysOfAllFromTheCutOffOn() {
        String other = "ab".repeat(32);
        try (Preservation module = started()) {
            Renewal renewal =
                    given(
                            module.order(
                                    new Preservation.Order(
                                            OPERATOR,
                                            "order-" + UUID.randomUUID(),
                                            new Renewal.Selection.Key(key().hex()),
                                            Instant.now().minus(Duration.ofMinutes(1)),
                                            "도난")));
            RenewalEntries.Keys said =
                    new RenewalEntries.Keys(
                            renewal.name(),
                            "elsewhere",
                            List.of(new SealKeyId("0123456789abcdef")),
                            List.of(other));
            new RenewalWriter(office.ledger(), office.keys())
                    .once(
                            RenewalEntries.KEYS,
                            office.keys().handles().of("rekeykeys", "elsewhere"),
                            said.content(),
                            List.of());
            module.look();
            assertThat(office.keys().root().compromises())
                    .anySatisfy(one -> {
                        assertThat(one.key()).isEqualTo(other);
                        assertThat(one.since()).isEqualTo(renewal.cutOff());
                    });
        }
    }

    @Test
    void refusesWhatCannotBeOrdered() {
        try (Preservation module = started()) {
            Renewal.Selection unknown = new Renewal.Selection.Key("0123456789abcdef");
            assertThat(refused(module.order(order(unknown)))).isEqualTo(RenewalRefusal.UNKNOWN_KEY);
            Renewal.Selection.MadeBefore future =
                    new Renewal.Selection.MadeBefore(Instant.now().plusSeconds(60));
            assertThat(refused(module.order(order(future)))).isEqualTo(RenewalRefusal.BAD_MOMENT);
            Preservation.Order officer =
                    new Preservation.Order(
                            OfficeBelow.officer(), "officer-0001", unknown, Instant.now(), "x");
            assertThat(refused(module.order(officer))).isEqualTo(RenewalRefusal.ROLE_NOT_PERMITTED);
            Preservation.Order hidden =
                    new Preservation.Order(
                            OPERATOR, "hidden-0001", unknown, Instant.now(), "a\u202eb");
            assertThat(refused(module.order(hidden))).isEqualTo(RenewalRefusal.BAD_REASON);
        }
    }

    @Test
    void anOrderIsDoneOnceAndAKeyIsRenewedOnce() {
        try (Preservation module = started()) {
            SealKeyId weak = key();
            Preservation.Order order = order(new Renewal.Selection.Key(weak.hex()));
            Renewal first = given(module.order(order));
            RenewalAnswer again = module.order(order);
            assertThat(given(again).name()).isEqualTo(first.name());
            assertThat(((RenewalAnswer.Given) again).repeated()).isTrue();
            Preservation.Order other =
                    new Preservation.Order(
                            OPERATOR,
                            order.operation(),
                            order.selection(),
                            order.cutOff(),
                            "another reason");
            assertThat(refused(module.order(other))).isEqualTo(RenewalRefusal.REUSED);
            assertThat(refused(module.order(order(new Renewal.Selection.Key(weak.hex())))))
                    .isEqualTo(RenewalRefusal.ALREADY);
        }
    }

    @Test
    void withoutTimeStampsNothingIsOrdered() {
        Preservation.Below all = below("office");
        Preservation.Below none =
                new Preservation.Below(
                        all.ledger(),
                        all.keys(),
                        all.papers(),
                        _ -> Optional.empty(),
                        all.limiter(),
                        all.site(),
                        all.order());
        try (Preservation module = new Preservation(none, PreservationSettings.STANDARD, clock)) {
            SealKeyId weak = key();
            assertThat(refused(module.order(order(new Renewal.Selection.Key(weak.hex())))))
                    .isEqualTo(RenewalRefusal.NO_STAMPS);
            assertThat(key()).isEqualTo(weak);
        }
    }

    @Test
    void everySealEverMadeStaysKnown() {
        assertThat(office.keys().seals().all())
                .extracting(Seals.Certified::office)
                .contains(JONGNO);
    }
}
