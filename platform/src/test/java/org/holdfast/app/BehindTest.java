// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.holdfast.database.Database;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.Change;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes of one office: `a` sequences, and what it writes comes to `b` by a mirror that can be
/// held back, while the database that both read goes on.
class BehindTest {
    private static final String NEW_HOME = "사직로 161";

    @TempDir private static Path temp;
    private static SitePair pair;
    private static Office a;

    @BeforeAll
    static void start() throws Exception {
        pair = new SitePair(temp);
        a = pair.startA();
    }

    @AfterEach
    void goOn() {
        pair.database().goOn();
    }

    @AfterAll
    static void stop() throws Exception {
        if (a != null) {
            a.close();
        }
        if (pair != null) {
            pair.close();
        }
    }

    private static Visitor.Answer issueAtB(String subject) {
        return pair.issue(pair.visitorOfB(), subject);
    }

    /// @return a moment behind its acknowledgement
    private static Instant moveAtA(String subject) {
        String operation = "move-" + UUID.randomUUID();
        Visitor at = new Visitor(a.base());
        String address = "서울특별시 종로구 " + NEW_HOME;
        until(() -> pair.move(at, subject, address, operation).status() == 201);
        return InstantSource.system().instant();
    }

    private static boolean isOwnCopy(Visitor.Answer issued) {
        return issued.json().at("/asOf/ownCopy").asBoolean(false);
    }

    private static Instant asOf(Visitor.Answer issued) {
        return Instant.parse(issued.json().at("/asOf/time").asString(""));
    }

    private static byte[] document(Visitor.Answer issued) {
        String href = issued.json().at("/document/href").asString("");
        Visitor.Answer document = pair.visitorOfB().get(href, pair.officer());
        assertThat(document.status()).as(document.text()).isEqualTo(200);
        return document.body();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    /// A paper that does not show the move says an earlier moment, whatever else it says.
    private static void saysNothingOlderThanItIs(Visitor.Answer issued, Instant moved) {
        assertThat(issued.status()).as(issued.text()).isEqualTo(201);
        try {
            assertThat(text(document(issued))).doesNotContain(NEW_HOME);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        assertThat(asOf(issued)).isBefore(moved);
    }

    /// Whoever is protected meanwhile is protected at once, by the database that answers.
    private static void protect(String subject) {
        Registers registers = a.context().getBean(Registers.class);
        RecordVersion before =
                registers
                        .byHandle(new SubjectHandle(subject))
                        .flatMap(registers::current)
                        .orElseThrow();
        var facts = before.facts().deepCopy();
        facts.put("restricted", true);
        a.context()
                .getBean(Database.class)
                .transact(tx ->
                        registers.enter(
                                tx,
                                new Change(
                                        before.ref(),
                                        before.version(),
                                        before.office(),
                                        facts,
                                        before.validFrom(),
                                        "officer-1",
                                        Optional.empty())));
    }

    @Test
    void saysAsOfWhenWhileItIsBehindAndAsOfNowAgainWhenItIsNot() throws Exception {
        try (HeldMirror mirror =
                        new HeldMirror(a.context().getBean(Ledger.class), pair.copies('b'));
                Office b = Office.start(pair.settings('b'))) {
            String mover = pair.subject(40);
            until(() -> {
                Visitor.Answer paper = issueAtB(mover);
                return paper.status() == 201 && !isOwnCopy(paper);
            });
            mirror.hold();
            Instant moved = moveAtA(mover);
            until(() -> {
                Visitor.Answer paper = issueAtB(mover);
                saysNothingOlderThanItIs(paper, moved);
                return isOwnCopy(paper);
            });
            Visitor.Answer behind = issueAtB(mover);
            saysNothingOlderThanItIs(behind, moved);
            byte[] pdf = document(behind);
            assertThat(text(pdf)).contains("현재의 검증된 사본");
            Visitor.Answer judged =
                    pair.visitorOfB()
                            .send(
                                    pair.visitorOfB()
                                            .to("/api/v1/verifications")
                                            .POST(
                                                    java.net.http.HttpRequest.BodyPublishers
                                                            .ofByteArray(pdf)));
            assertThat(judged.json().path("verdict").asString("")).isEqualTo("genuine");
            assertThat(Instant.parse(judged.json().at("/details/at").asString(""))).isBefore(moved);
            assertThat(metrics(b)).isGreaterThan(5);

            String protectedNow = pair.subject(60);
            protect(protectedNow);
            Visitor.Answer refused = issueAtB(protectedNow);
            assertThat(refused.code()).isEqualTo("restricted-subject");

            mirror.goOn();
            until(() -> !isOwnCopy(issueAtB(mover)));
            Visitor.Answer now = issueAtB(mover);
            assertThat(text(document(now))).contains(NEW_HOME);
            assertThat(issueAtB(protectedNow).code()).isEqualTo("restricted-subject");
        }
    }

    private static double metrics(Office b) {
        String text =
                new Visitor(b.base())
                        .get("/api/v1/operations/metrics", pair.token("operator", ""))
                        .text();
        Matcher age = Pattern.compile("(?m)^holdfast_facts_age_seconds (\\S+)$").matcher(text);
        assertThat(age.find()).as(text).isTrue();
        return Double.parseDouble(age.group(1));
    }

    @Test
    void oldFilesBesideALivingDatabaseAreNoGroundToBeReady() throws Exception {
        try (HeldMirror mirror =
                new HeldMirror(a.context().getBean(Ledger.class), pair.copies('b'))) {
            try (Office _ = Office.start(pair.settings('b'))) {
                String before = pair.subject(1);
                until(() -> issueAtB(before).status() == 201);
            }
            mirror.hold();
            String mover = pair.subject(5);
            Instant moved = moveAtA(mover);
            OfficeSettings again = pair.settings('b');
            CompletableFuture<Office> starting =
                    CompletableFuture.supplyAsync(() -> Office.start(again));
            until(() -> health().equals("catching_up"));
            for (int look = 0; look < 20; look++) {
                assertThat(health()).isEqualTo("catching_up");
                assertThat(issueAtB(mover).status()).isEqualTo(503);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            // Others may wait for what this node has.
            assertThat(pair.visitorOfB().send(pair.visitorOfB().to("/journal/list")).status())
                    .isEqualTo(200);
            assertThat(starting).isNotDone();
            mirror.goOn();
            try (Office _ = starting.join()) {
                assertThat(health()).isEqualTo("ready");
                Visitor.Answer paper = issueAtB(mover);
                assertThat(text(document(paper))).contains(NEW_HOME);
                assertThat(isOwnCopy(paper)).isFalse();
            }
            mirror.hold();
            String late = pair.subject(12);
            Instant movedLate = moveAtA(late);
            assertThat(movedLate).isAfter(moved);
            comesUpBeforeItsFilesDo(mirror, late, movedLate);
        }
    }

    /// The database is away at the start, and is back before the newest entries are here.
    private void comesUpBeforeItsFilesDo(HeldMirror mirror, String mover, Instant moved)
            throws Exception {
        pair.database().hang();
        try (Office b = Office.start(pair.settings('b'))) {
            until(() -> issueAtB(mover).status() == 201);
            assertThat(isOwnCopy(issueAtB(mover))).isTrue();
            pair.database().goOn();
            Database back = b.context().getBean(Database.class);
            until(() -> !back.pulse().isAway());
            until(() -> {
                Visitor.Answer paper = issueAtB(mover);
                saysNothingOlderThanItIs(paper, moved);
                return isOwnCopy(paper);
            });
            mirror.goOn();
            until(() -> !isOwnCopy(issueAtB(mover)));
            assertThat(text(document(issueAtB(mover)))).contains(NEW_HOME);
        }
    }

    private static String health() {
        return pair.healthOfB().path("status").asString("");
    }
}
