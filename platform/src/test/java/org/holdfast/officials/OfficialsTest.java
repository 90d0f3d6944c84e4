// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.officials.OfficialsPlace.JONGNO;
import static org.holdfast.officials.OfficialsPlace.NAKANO;
import static org.holdfast.officials.OfficialsPlace.besides;
import static org.holdfast.officials.OfficialsPlace.done;
import static org.holdfast.officials.OfficialsPlace.handed;
import static org.holdfast.officials.OfficialsPlace.insteadOf;
import static org.holdfast.officials.OfficialsPlace.make;
import static org.holdfast.officials.OfficialsPlace.refused;
import static org.holdfast.officials.OfficialsPlace.waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Accounts of officials at one office, and what operators try who may not.
final class OfficialsTest {
    @TempDir Path folder;
    private Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);
    private TestDatabase database;
    private Keys keys;
    private OfficialsPlace here;
    private Principal one;
    private Principal two;
    private Principal three;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh("ledger", "identity");
        keys = TestKeys.open(folder);
        here = place();
        one = here.row(Role.OPERATOR, "하나");
        two = here.row(Role.OPERATOR, "둘");
        three = here.row(Role.OPERATOR, "셋");
    }

    private OfficialsPlace place() {
        return new OfficialsPlace(
                folder, database.database(), keys, UnaryOperator.identity(), clock);
    }

    private void startAgain() {
        here.close();
        here = place();
    }

    @AfterEach
    void close() {
        here.close();
        keys.close();
        database.close();
    }

    private long entries(String type) {
        return here.ledger.node().count(type);
    }

    @Test
    void anAccountIsKnownFromItsEntryBeforeThereIsARow() {
        AccountAnswer.Done made = done(here.order(one, make(Role.OFFICER, "김담당")));
        String id = made.official().id();
        assertThat(made.receipt().grade()).isIn(Receipt.Grade.SEALED, Receipt.Grade.PROMISED);
        assertThat(here.rows(id, false)).isZero();
        Principal known = here.find(id);
        assertThat(known.role()).isEqualTo(Role.OFFICER);
        assertThat(known.office()).contains(JONGNO);
        assertThat(known.name()).isEqualTo("김담당");
        assertThat(known.onlyInPerson()).isFalse();
        assertThat(here.identity.accounts().ofRole(Role.OFFICER)).containsExactly(known);
        assertThat(here.identity.accounts().offices()).containsExactly(JONGNO);
        String token = here.identity.principals().token(known, OfficialsPlace.HOUR);
        assertThat(here.identity.principals().byToken(token)).contains(known);
        here.officials.writeRows();
        here.officials.writeRows();
        assertThat(here.rows(id, false)).isEqualTo(1);
        assertThat(here.identity.accounts().all()).containsOnlyOnce(known);
    }

    @Test
    void anIdThatWasAskedForBeforeIsKnownAtOnceAllTheSame() {
        AccountOrder.Make order = make(Role.OFFICER, "김담당");
        String operation = OfficialsPlace.operation();
        AccountNames names = new AccountNames(keys.handles());
        String id =
                names.account(
                        names.operation(one.id(), operation).hex(), AccountNames.digest(order));
        assertThat(here.identity.accounts().find(id)).isEmpty();
        assertThat(done(here.order(one, operation, order)).official().id()).isEqualTo(id);
        assertThat(here.identity.accounts().find(id)).isPresent();
    }

    @Test
    void theSameOrderIsOneAccountAndAnotherUnderItsKeyIsRefused() {
        String operation = OfficialsPlace.operation();
        AccountOrder.Make order = make(Role.RELYING_PARTY, "견본은행");
        AccountAnswer.Done first = done(here.order(one, operation, order));
        AccountAnswer.Done again = done(here.order(one, operation, order));
        assertThat(again.repeated()).isTrue();
        assertThat(again.official()).isEqualTo(first.official());
        assertThat(refused(here.order(one, operation, make(Role.MIRROR, "견본은행"))))
                .isEqualTo(AccountRefusal.REUSED);
        String id = first.official().id();
        assertThat(refused(here.order(one, operation, new AccountOrder.Close(id, "x"))))
                .isEqualTo(AccountRefusal.REUSED);
        assertThat(done(here.order(two, operation, order)).official().id()).isNotEqualTo(id);
        startAgain();
        assertThat(done(here.order(one, operation, order)).official().id()).isEqualTo(id);
        assertThat(entries(AccountEntries.MADE)).isEqualTo(2);
    }

    /// A death behind the entry and before the row: the next start knows it, and writes it.
    @Test
    void whoDiesBetweenEntryAndRowHasMadeTheAccount() {
        String made = done(here.order(one, make(Role.OFFICER, "김담당"))).official().id();
        String gone = done(here.order(one, make(Role.OFFICER, "이담당"))).official().id();
        here.officials.writeRows();
        var _ = done(here.order(one, new AccountOrder.Close(gone, "퇴직")));
        String last = done(here.order(one, make(Role.OFFICER, "박담당"))).official().id();
        startAgain();
        assertThat(here.find(made).name()).isEqualTo("김담당");
        assertThat(here.find(last).name()).isEqualTo("박담당");
        assertThat(here.identity.accounts().find(gone)).isEmpty();
        assertThat(here.rows(last, false)).isZero();
        assertThat(here.rows(gone, true)).isZero();
        here.officials.writeRows();
        assertThat(here.rows(last, false)).isEqualTo(1);
        assertThat(here.rows(gone, true)).isEqualTo(1);
    }

    @Test
    void aClosureEndsTokensAtOnceAndForEver() {
        Principal officer = here.row(Role.OFFICER, "김담당");
        String token = here.identity.principals().token(officer, OfficialsPlace.HOUR);
        String session = here.identity.principals().session(officer, OfficialsPlace.HOUR);
        assertThat(here.identity.principals().byToken(token)).contains(officer);
        String operation = OfficialsPlace.operation();
        AccountOrder close = new AccountOrder.Close(officer.id(), "퇴직");
        AccountAnswer.Done closed = done(here.order(one, operation, close));
        assertThat(closed.official().closed()).isPresent();
        assertThat(here.identity.principals().byToken(token)).isEmpty();
        assertThat(here.identity.principals().bySession(session)).isEmpty();
        assertThat(here.identity.accounts().ofRole(Role.OFFICER)).isEmpty();
        assertThat(done(here.order(one, operation, close)).repeated()).isTrue();
        assertThat(refused(here.order(one, close))).isEqualTo(AccountRefusal.CLOSED);
        here.officials.writeRows();
        database.database().jdbc().sql("update identity.account set closed = null").update();
        startAgain();
        assertThat(here.identity.principals().byToken(token)).isEmpty();
        assertThat(
                        database.database()
                                .<Optional<Instant>>inTransaction(
                                        tx -> here.identity.accounts().closed(tx, officer.id())))
                .isEqualTo(closed.official().closed());
    }

    @Test
    void anOperatorTakesTwoAndNobodyAgreesWithThemselves() {
        String operation = OfficialsPlace.operation();
        AccountOrder order = make(Role.OPERATOR, "넷");
        AccountRequest asked = waiting(here.order(one, operation, order));
        assertThat(here.identity.accounts().find(asked.account())).isEmpty();
        assertThat(here.identity.accounts().ofRole(Role.OPERATOR)).hasSize(3);
        assertThat(refused(here.agree(one, asked))).isEqualTo(AccountRefusal.SAME_OPERATOR);
        Principal officer = here.row(Role.OFFICER, "김담당");
        assertThat(refused(here.agree(officer, asked)))
                .isEqualTo(AccountRefusal.ROLE_NOT_PERMITTED);
        assertThat(waiting(here.order(one, operation, order))).isEqualTo(asked);
        String agreement = OfficialsPlace.operation();
        Official made = done(here.agree(two, agreement, asked)).official();
        assertThat(made.id()).isEqualTo(asked.account());
        assertThat(here.find(made.id()).role()).isEqualTo(Role.OPERATOR);
        assertThat(done(here.agree(two, agreement, asked)).repeated()).isTrue();
        assertThat(refused(here.agree(two, asked))).isEqualTo(AccountRefusal.SETTLED);
        assertThat(refused(here.agree(three, asked))).isEqualTo(AccountRefusal.SETTLED);
        assertThat(done(here.order(one, operation, order)).official()).isEqualTo(made);
        assertThat(here.officials.waiting()).isEmpty();
        assertThat(entries(AccountEntries.AGREE)).isEqualTo(1);
    }

    @Test
    void anAgreementIsToOneRequestAboutOneAccount() {
        AccountRequest asked = waiting(here.order(one, make(Role.OPERATOR, "넷")));
        AccountRequest other = waiting(here.order(one, make(Role.OPERATOR, "다섯")));
        assertThat(
                        refused(
                                here.officials.agree(
                                        new Officials.Agreement(
                                                two,
                                                OfficialsPlace.operation(),
                                                asked.account(),
                                                other.id()))))
                .isEqualTo(AccountRefusal.REQUEST_UNKNOWN);
        String operation = OfficialsPlace.operation();
        assertThat(done(here.agree(two, operation, asked)).official().id())
                .isEqualTo(asked.account());
        assertThat(refused(here.agree(two, operation, other))).isEqualTo(AccountRefusal.REUSED);
        assertThat(refused(here.order(two, operation, make(Role.OFFICER, "김담당"))))
                .isEqualTo(AccountRefusal.REUSED);
        assertThat(here.identity.accounts().find(other.account())).isEmpty();
    }

    @Test
    void closingAnOperatorTakesTwoOthers() {
        AccountOrder close = new AccountOrder.Close(three.id(), "퇴직");
        assertThat(refused(here.order(three, close))).isEqualTo(AccountRefusal.OWN);
        AccountRequest asked = waiting(here.order(one, close));
        assertThat(refused(here.agree(three, asked))).isEqualTo(AccountRefusal.OWN);
        String token = here.identity.principals().token(three, OfficialsPlace.HOUR);
        assertThat(here.identity.principals().byToken(token)).isPresent();
        assertThat(done(here.agree(two, asked)).official().closed()).isPresent();
        assertThat(here.identity.principals().byToken(token)).isEmpty();
        assertThat(refused(here.order(three, make(Role.OFFICER, "김담당"))))
                .isEqualTo(AccountRefusal.ROLE_NOT_PERMITTED);
        // Of two, neither can be closed, as nobody is left to agree.
        AccountRequest rest = waiting(here.order(one, new AccountOrder.Close(two.id(), "x")));
        assertThat(refused(here.agree(two, rest))).isEqualTo(AccountRefusal.OWN);
        assertThat(refused(here.agree(one, rest))).isEqualTo(AccountRefusal.SAME_OPERATOR);
    }

    @Test
    void aRequestLapsesAndThatOfAnOperatorWhoIsGoneToo() {
        AccountRequest asked = waiting(here.order(three, make(Role.OPERATOR, "넷")));
        AccountRequest late = waiting(here.order(one, make(Role.OPERATOR, "다섯")));
        var _ = here.byTwo(one, two, new AccountOrder.Close(three.id(), "퇴직"));
        assertThat(refused(here.agree(two, asked))).isEqualTo(AccountRefusal.LAPSED);
        ahead = AccountRequest.WAITS.plusSeconds(2);
        assertThat(here.officials.waiting()).isEmpty();
        assertThat(refused(here.agree(two, late))).isEqualTo(AccountRefusal.LAPSED);
    }

    @Test
    void theOnlyOperatorMakesTheSecondAloneAndNoThird() {
        var _ = here.byTwo(one, two, new AccountOrder.Close(three.id(), "x"));
        database.database().transact(tx -> here.identity.accounts().close(tx, two.id()));
        assertThat(here.identity.accounts().ofRole(Role.OPERATOR)).containsExactly(one);
        assertThat(refused(here.order(one, new AccountOrder.Close(one.id(), "x"))))
                .isEqualTo(AccountRefusal.LAST_OPERATOR);
        String second = done(here.order(one, make(Role.OPERATOR, "다시 둘"))).official().id();
        AccountAnswer.Handed login = handed(here.order(one, new AccountOrder.Login(second)));
        assertThat(here.identity.principals().redeem(login.login()).orElseThrow().id())
                .isEqualTo(second);
        AccountRequest third = waiting(here.order(one, make(Role.OPERATOR, "다시 셋")));
        assertThat(done(here.agree(here.find(second), third)).official().closed()).isEmpty();
        ahead = AccountRequest.WAITS.plusSeconds(2);
        assertThat(here.order(one, new AccountOrder.Login(second)))
                .isInstanceOf(AccountAnswer.Waiting.class);
    }

    @Test
    void aFurtherOfficeTakesTwoAndEndsWithTheFirst() {
        String first = done(here.order(one, make(Role.OFFICER, "김담당"))).official().id();
        assertThat(refused(here.order(one, besides(first, JONGNO, "김담당"))))
                .isEqualTo(AccountRefusal.BAD_OTHER);
        assertThat(refused(here.order(one, besides(two.id(), NAKANO, "김담당"))))
                .isEqualTo(AccountRefusal.BAD_OTHER);
        String further = here.byTwo(one, two, besides(first, NAKANO, "김담당")).id();
        assertThat(here.find(further).office()).contains(NAKANO);
        assertThat(refused(here.order(one, besides(further, JONGNO, "김담당"))))
                .isEqualTo(AccountRefusal.BAD_OTHER);
        var _ = done(here.order(one, new AccountOrder.Close(first, "퇴직")));
        assertThat(here.identity.accounts().find(further)).isEmpty();
        here.officials.writeRows();
        assertThat(here.rows(further, true)).isEqualTo(1);
    }

    @Test
    void aClosureIsLiftedByTwoWithAnotherAccount() {
        String first = done(here.order(one, make(Role.OFFICER, "김담당"))).official().id();
        assertThat(refused(here.order(one, insteadOf(first, "김담당"))))
                .isEqualTo(AccountRefusal.BAD_OTHER);
        var _ = done(here.order(one, new AccountOrder.Close(first, "휴직")));
        assertThat(refused(here.order(one, make(Role.OFFICER, "김담당"))))
                .isEqualTo(AccountRefusal.CLOSED_BEFORE);
        Official again = here.byTwo(one, two, insteadOf(first, "김담당"));
        assertThat(again.id()).isNotEqualTo(first);
        assertThat(here.find(again.id()).name()).isEqualTo("김담당");
        assertThat(here.identity.accounts().find(first)).isEmpty();
    }

    @Test
    void anAccountWithALastDayIsOverBehindItByTheClockOfItsOffice() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneId.of("Asia/Seoul"));
        AccountOrder.Make order =
                new AccountOrder.Make(
                        Role.OFFICER,
                        Optional.of(JONGNO),
                        "임시",
                        Optional.of(today),
                        Optional.empty(),
                        Optional.empty());
        Official made = done(here.order(one, order)).official();
        assertThat(here.identity.accounts().find(made.id())).isPresent();
        Instant over = today.plusDays(1).atStartOfDay(ZoneId.of("Asia/Seoul")).toInstant();
        ahead = Duration.between(Instant.now(), over).plusSeconds(1);
        assertThat(here.identity.accounts().find(made.id())).isEmpty();
        here.officials.writeRows();
        assertThat(here.rows(made.id(), true)).isEqualTo(1);
        assertThat(refused(here.order(one, order))).isEqualTo(AccountRefusal.BAD_UNTIL);
    }

    @Test
    void aLoginIsHandedOverOnceAndTheSameOrderIsTheSameLogin() {
        String officer = done(here.order(one, make(Role.OFFICER, "김담당"))).official().id();
        String operation = OfficialsPlace.operation();
        AccountAnswer.Handed login =
                handed(here.order(one, operation, new AccountOrder.Login(officer)));
        assertThat(handed(here.order(one, operation, new AccountOrder.Login(officer))).login())
                .isEqualTo(login.login());
        assertThat(here.identity.principals().redeem(login.login()).orElseThrow().id())
                .isEqualTo(officer);
        assertThat(here.identity.principals().redeem(login.login())).isEmpty();
        assertThat(refused(here.order(one, new AccountOrder.Login(one.id()))))
                .isEqualTo(AccountRefusal.OWN);
        String mirror = done(here.order(one, make(Role.MIRROR, "거울"))).official().id();
        assertThat(refused(here.order(one, new AccountOrder.Login(mirror))))
                .isEqualTo(AccountRefusal.BAD_ROLE);
    }

    @Test
    void anOperatorsLoginIsGivenToWhoAskedOnceAnotherAgreed() {
        String operation = OfficialsPlace.operation();
        AccountOrder login = new AccountOrder.Login(three.id());
        AccountRequest asked = waiting(here.order(one, operation, login));
        assertThat(refused(here.agree(three, asked))).isEqualTo(AccountRefusal.OWN);
        var _ = done(here.agree(two, asked));
        AccountAnswer.Handed given = handed(here.order(one, operation, login));
        assertThat(given.official().id()).isEqualTo(three.id());
        assertThat(here.identity.principals().redeem(given.login()).orElseThrow().id())
                .isEqualTo(three.id());
        assertThat(handed(here.order(one, operation, login)).login()).isEqualTo(given.login());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "a\u202eb", "a\u0000b", "a\nb", "\u200b김", "\u3164", "a\u2066b"})
    void refusesNamesThatHideOrTurnLetters(String name) {
        assertThat(refused(here.order(one, make(Role.OFFICER, name))))
                .isEqualTo(AccountRefusal.BAD_NAME);
        String officer = here.row(Role.OFFICER, "김담당").id();
        assertThat(refused(here.order(one, new AccountOrder.Close(officer, name))))
                .isEqualTo(AccountRefusal.BAD_REASON);
        assertThat(entries(AccountEntries.MADE) + entries(AccountEntries.END)).isZero();
    }

    private static AccountOrder.Make with(Role role, Optional<OfficeCode> office) {
        return new AccountOrder.Make(
                role, office, "이름", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static AccountOrder.Make until(Role role, LocalDate day) {
        return new AccountOrder.Make(
                role,
                role == Role.OFFICER ? Optional.of(JONGNO) : Optional.empty(),
                "이름",
                Optional.of(day),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void refusesRolesOfficesAndDaysThatDoNotFit() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneId.of("Asia/Seoul"));
        OfficeCode nowhere = new OfficeCode("kr-99999");
        assertThat(refused(here.order(one, make(Role.CITIZEN, "시민"))))
                .isEqualTo(AccountRefusal.BAD_ROLE);
        for (AccountOrder.Make order :
                List.of(
                        with(Role.OFFICER, Optional.empty()),
                        with(Role.OFFICER, Optional.of(nowhere)),
                        with(Role.OPERATOR, Optional.of(JONGNO)),
                        with(Role.MIRROR, Optional.of(JONGNO)))) {
            assertThat(refused(here.order(one, order))).isEqualTo(AccountRefusal.BAD_OFFICE);
        }
        for (AccountOrder.Make order :
                List.of(
                        until(Role.OFFICER, today.minusDays(1)),
                        until(Role.OFFICER, today.plusYears(11)),
                        until(Role.OPERATOR, today.plusDays(7)))) {
            assertThat(refused(here.order(one, order))).isEqualTo(AccountRefusal.BAD_UNTIL);
        }
        assertThat(entries(AccountEntries.MADE) + entries(AccountEntries.ASK)).isZero();
    }

    @Test
    void neverTouchesTheAccountsOfCitizens() {
        Principal citizen =
                database.database()
                        .inTransaction(tx ->
                                here.identity
                                        .accounts()
                                        .add(
                                                tx,
                                                new NewAccount(
                                                        Role.CITIZEN,
                                                        Optional.of(JONGNO),
                                                        Optional.of(
                                                                new PersonRecord(
                                                                        "kr.resident",
                                                                        UUID.randomUUID())),
                                                        "홍길동")));
        assertThat(refused(here.order(one, new AccountOrder.Close(citizen.id(), "x"))))
                .isEqualTo(AccountRefusal.UNKNOWN);
        assertThat(refused(here.order(one, new AccountOrder.Login(citizen.id()))))
                .isEqualTo(AccountRefusal.UNKNOWN);
        assertThat(refused(here.order(one, new AccountOrder.Close("p-nobody", "x"))))
                .isEqualTo(AccountRefusal.UNKNOWN);
        assertThat(here.officials.all())
                .extracting(Official::id)
                .containsExactlyInAnyOrder(one.id(), two.id(), three.id());
    }
}
