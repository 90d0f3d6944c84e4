// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.Erasures.Target;
import org.holdfast.cases.Restorations.Restored;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.RecoveryCeremony;
import org.holdfast.ledger.Receipt;
import org.holdfast.ledger.ReceiptContent;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Receipts presented to an office that lost the newest origin of its node journal.
class RestorationsTest extends ErasingOffice {
    private static final Principal OPERATOR =
            new Principal("operator-1", Role.OPERATOR, Optional.empty(), Optional.empty(), "운영자");

    @TempDir Path foreign;

    /// A paper as its holder keeps it.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(String id, byte[] pdf, String receipt, RecordVersion person) {}

    private Kept issue(String operation) {
        RecordVersion person = member();
        String id =
                office.issued(office.command(OFFICER, ABSTRACT, person, operation)).paper().id();
        return new Kept(id, document(id), receipt(id), person);
    }

    private byte[] document(String id) {
        return given(office.cases.papers().document(OFFICER, id)).pdf();
    }

    private String receipt(String id) {
        return given(office.cases.papers().receipt(OFFICER, id)).json().toString();
    }

    private Answer<Restored> present(Principal who, String receipt, Optional<byte[]> pdf) {
        return present(who, receipt, pdf, Optional.empty());
    }

    private Answer<Restored> present(
            Principal who, String receipt, Optional<byte[]> pdf, Optional<byte[]> key) {
        return office.cases
                .restorations()
                .restore(new Restorations.Presented(who, receipt, pdf, key));
    }

    private Restored.Entered entered(Kept kept) {
        Restored restored = given(present(OFFICER, kept.receipt(), Optional.of(kept.pdf())));
        assertThat(restored).isInstanceOf(Restored.Entered.class);
        return (Restored.Entered) restored;
    }

    private StoredEntry entry(String paper) {
        return PaperNames.operation(paper)
                .map(names()::entry)
                .flatMap(office.ledger.node()::byOperation)
                .orElseThrow();
    }

    private List<String> listed(RecordVersion person) {
        return given(office.cases.papers().of(OFFICER, office.handle(person), 10)).stream()
                .map(Papers.Listed::id)
                .toList();
    }

    @Test
    void bringsAPaperBackUnderItsOwnNameOnce() throws Exception {
        Kept kept = issue("restore-01");
        String lost = entry(kept.id()).leafHash().hex();
        long legal = entry(kept.id()).leaf().time();
        loseTheNewestOrigin();
        assertThat(listed(kept.person())).isEmpty();
        assertThat(office.cases.papers().status(kept.id()))
                .isInstanceOf(Papers.Status.Unknown.class);
        Restored.Entered first = entered(kept);
        assertThat(first.repeated()).isFalse();
        assertThat(first.paper()).isEqualTo(kept.id());
        assertThat(first.receipt().grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(first.mark().leaf().hex()).isEqualTo(lost);
        assertThat(first.mark().time()).isEqualTo(legal);
        assertThat(first.mark().index()).isPresent();
        ObjectNode mark = (ObjectNode) entry(kept.id()).open().path("restored");
        assertThat(mark.path("origin").asString("")).isEqualTo(first.mark().origin());
        assertThat(mark.path("by").asString("")).isEqualTo(OFFICER.id());
        assertThat(listed(kept.person())).containsExactly(kept.id());
        assertThat(given(office.cases.papers().find(OFFICER, kept.id())).issuedAt())
                .isBeforeOrEqualTo(Instant.ofEpochSecond(legal));
        assertThat(document(kept.id())).isEqualTo(kept.pdf());
        assertThat(office.cases.papers().status(kept.id()))
                .isInstanceOf(Papers.Status.Current.class);
        Restored.Entered again = entered(kept);
        assertThat(again.repeated()).isTrue();
        assertThat(again.mark()).isEqualTo(first.mark());
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        assertThat(office.cases.papers().issued()).isEqualTo(1);
        assertThat(
                        office.issued(
                                        office.command(
                                                OFFICER, ABSTRACT, kept.person(), "restore-01"))
                                .repeated())
                .isTrue();
        checkWorld();
    }

    @Test
    void changesNothingWhenNothingWasLost() {
        Kept kept = issue("restore-01");
        Restored restored = given(present(OPERATOR, kept.receipt(), Optional.empty()));
        assertThat(restored)
                .isInstanceOfSatisfying(
                        Restored.Held.class,
                        held ->
                                assertThat(held.receipt().leaf())
                                        .isEqualTo(entry(kept.id()).leafHash()));
        assertThat(office.cases.papers().issued()).isEqualTo(1);
    }

    @Test
    void bringsAPaperBackAgainAfterASecondLossAndKnowsBothReceipts() throws Exception {
        Kept kept = issue("restore-01");
        loseTheNewestOrigin();
        entered(kept);
        Kept second = new Kept(kept.id(), kept.pdf(), receipt(kept.id()), kept.person());
        loseTheNewestOrigin();
        assertThat(entered(second).repeated()).isFalse();
        assertThat(entered(second).repeated()).isTrue();
        assertThat(entered(kept).repeated()).isTrue();
        assertThat(office.cases.papers().issued()).isEqualTo(1);
    }

    @Test
    void bringsAFilingBackAndItIsMergedOnce() throws Exception {
        FilingOffice before = new FilingOffice(office);
        RecordVersion head = family().members().getFirst();
        Filings.Filing filing =
                FilingOffice.filed(
                        before.away.moves().moveIn(before.move(head, "restore-filing", "이태원로 29")));
        String receipt = filing.receipt().json().toString();
        loseTheNewestOrigin();
        FilingOffice after = new FilingOffice(office);
        assertThat(after.merge()).isZero();
        Restored restored = given(present(FilingOffice.OFFICER, receipt, Optional.empty()));
        assertThat(restored)
                .isInstanceOfSatisfying(
                        Restored.Entered.class,
                        one -> {
                            assertThat(one.paper()).isEqualTo(filing.id());
                            assertThat(one.mark().leaf()).isEqualTo(filing.receipt().leaf());
                        });
        assertThat(after.entered(filing).legalTime().effective())
                .isEqualTo(filing.legalTime().effective());
        assertThat(after.versions(head)).isEqualTo(2);
        checkWorld();
    }

    @Test
    void bringsAWithdrawalBack() throws Exception {
        Kept kept = issue("restore-01");
        String withdrawal =
                given(
                                office.cases
                                        .papers()
                                        .withdraw(
                                                OFFICER,
                                                kept.id(),
                                                "잘못 발급",
                                                new OperationId("withdraw-1")))
                        .json()
                        .toString();
        loseTheNewestOrigin();
        entered(kept);
        assertThat(office.cases.papers().status(kept.id()))
                .isInstanceOf(Papers.Status.Current.class);
        assertThat(given(present(OPERATOR, withdrawal, Optional.empty())))
                .isInstanceOfSatisfying(
                        Restored.Entered.class,
                        entered -> assertThat(entered.paper()).isEqualTo(kept.id()));
        assertThat(office.cases.papers().status(kept.id()))
                .isInstanceOf(Papers.Status.Withdrawn.class);
        checkWorld();
    }

    /// Shares open the data key; the office takes it back only when it opens this very entry.
    @Test
    void needsTheSharesWhereTheKeyWasLostToo() throws Exception {
        RecoveryCeremony.Made made = RecoveryCeremony.make(3, 2, new SecureRandom(), Instant.now());
        office.stop();
        RecoveryCeremony.keep(made.key(), folder.resolve("keys"));
        start();
        Kept kept = issue("restore-01");
        ReceiptContent content = ReceiptContent.of(kept.receipt());
        KeyId id = content.key().orElseThrow();
        DataKey key =
                RecoveryCeremony.open(
                        made.shares().subList(1, 3), id, content.sealedKey().orElseThrow());
        loseTheNewestOrigin();
        office.stop();
        loseKey(id);
        start();
        Optional<byte[]> pdf = Optional.of(kept.pdf());
        assertThat(refused(present(OFFICER, kept.receipt(), pdf)))
                .isEqualTo(Refusal.Code.RESTORATION_KEY_MISSING);
        byte[] bytes = key.key().getEncoded();
        byte[] other = bytes.clone();
        other[3] ^= 1;
        for (byte[] wrong : new byte[][] {other, new byte[0], new byte[16]}) {
            assertThat(refused(present(OFFICER, kept.receipt(), pdf, Optional.of(wrong))))
                    .isEqualTo(Refusal.Code.RESTORATION_KEY_WRONG);
        }
        assertThat(office.keys.dataKeys().find(id)).isEmpty();
        given(present(OFFICER, kept.receipt(), pdf, Optional.of(bytes)));
        assertThat(office.keys.dataKeys().find(id)).isPresent();
        office.stop();
        start();
        assertThat(document(kept.id())).isEqualTo(kept.pdf());
        checkWorld();
    }

    private void loseKey(KeyId id) throws SQLException {
        Path store = folder.resolve("keys/data-keys.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                PreparedStatement delete =
                        connection.prepareStatement("delete from data_key where id = ?")) {
            delete.setBytes(1, id.bytes());
            assertThat(delete.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatIsNotWhatTheReceiptNames() throws Exception {
        Kept kept = issue("restore-01");
        Kept another = issue("restore-02");
        loseTheNewestOrigin();
        byte[] altered = kept.pdf().clone();
        altered[altered.length / 2] ^= 1;
        for (byte[] wrong : new byte[][] {altered, another.pdf(), new byte[0]}) {
            assertThat(refused(present(OFFICER, kept.receipt(), Optional.of(wrong))))
                    .isEqualTo(Refusal.Code.RESTORATION_PAPER_WRONG);
        }
        assertThat(refused(present(OFFICER, kept.receipt(), Optional.empty())))
                .isEqualTo(Refusal.Code.RESTORATION_PAPER_MISSING);
        ObjectNode bare = (ObjectNode) JsonMapper.shared().readTree(kept.receipt());
        bare.remove("payload");
        assertThat(refused(present(OFFICER, bare.toString(), Optional.of(kept.pdf()))))
                .isEqualTo(Refusal.Code.RESTORATION_CONTENT);
        assertThat(office.cases.papers().issued()).isZero();
    }

    @Test
    void refusesForgedForeignAndAlteredReceipts() throws Exception {
        Kept kept = issue("restore-01");
        loseTheNewestOrigin();
        ObjectNode altered = (ObjectNode) JsonMapper.shared().readTree(kept.receipt());
        String leaf = altered.path("leaf").asString("");
        altered.put(
                "leaf",
                leaf.substring(0, 40) + (leaf.charAt(40) == 'A' ? 'B' : 'A') + leaf.substring(41));
        String elsewhere;
        try (CasesOffice other = new CasesOffice(foreign, FaultSwitch.off())) {
            RecordVersion person = other.people(CasesOffice.JONGNO, false).getFirst();
            String id =
                    other.issued(other.command(OFFICER, ABSTRACT, person, "foreign-01"))
                            .paper()
                            .id();
            elsewhere = given(other.cases.papers().receipt(OFFICER, id)).json().toString();
        }
        for (String wrong : List.of(altered.toString(), elsewhere, "{}", "not a receipt")) {
            assertThat(refused(present(OFFICER, wrong, Optional.of(kept.pdf()))))
                    .isEqualTo(Refusal.Code.RECEIPT_NOT_GENUINE);
        }
        assertThat(office.cases.papers().issued()).isZero();
    }

    @Test
    void refusesWhoeverMayNotAndWhateverHasAnotherEntryNow() throws Exception {
        Kept kept = issue("restore-01");
        loseTheNewestOrigin();
        Optional<byte[]> pdf = Optional.of(kept.pdf());
        assertThat(refused(present(CasesOffice.citizen(kept.person()), kept.receipt(), pdf)))
                .isEqualTo(Refusal.Code.ROLE_NOT_PERMITTED);
        Principal elsewhere = CasesOffice.officer(CasesOffice.NAKANO);
        assertThat(refused(present(elsewhere, kept.receipt(), pdf)))
                .isEqualTo(Refusal.Code.WRONG_OFFICE);
        office.issued(office.command(OFFICER, ABSTRACT, kept.person(), "restore-01"));
        assertThat(refused(present(OFFICER, kept.receipt(), pdf)))
                .isEqualTo(Refusal.Code.RESTORATION_CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neverBringsBackWhatWasErased(boolean person) throws Exception {
        Kept kept = issue("restore-01");
        Target target =
                person
                        ? new Target.Person(office.handle(kept.person()))
                        : new Target.Paper(kept.id());
        given(erase(OFFICER, target, "erase-0001", BASIS));
        assertThat(refused(present(OFFICER, kept.receipt(), Optional.of(kept.pdf()))))
                .isEqualTo(Refusal.Code.ERASED);
        loseTheNewestOrigin();
        assertThat(refused(present(OFFICER, kept.receipt(), Optional.of(kept.pdf()))))
                .isEqualTo(Refusal.Code.ERASED);
        assertThat(office.cases.papers().issued()).isZero();
    }

    @Test
    void anErasureOfARestoredPaperHoldsForBothItsReceipts() throws Exception {
        Kept kept = issue("restore-01");
        loseTheNewestOrigin();
        entered(kept);
        String second = receipt(kept.id());
        assertThat(given(erase(OFFICER, new Target.Paper(kept.id()), "erase-0001", BASIS)).papers())
                .isEqualTo(1);
        checkWorld();
        loseTheNewestOrigin();
        for (String receipt : List.of(kept.receipt(), second)) {
            assertThat(refused(present(OFFICER, receipt, Optional.of(kept.pdf()))))
                    .isEqualTo(Refusal.Code.ERASED);
        }
        assertThat(refused(office.cases.papers().document(OFFICER, kept.id())))
                .isEqualTo(Refusal.Code.PAPER_UNKNOWN);
    }
}
