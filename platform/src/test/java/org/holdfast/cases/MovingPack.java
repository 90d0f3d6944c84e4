// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import tools.jackson.databind.node.ObjectNode;

/// The two packs by which people report that they moved, for tests of what both promise.
enum MovingPack {
    KOREAN(
            "kr-11110",
            "kr-11170",
            "서울특별시 용산구 이태원로 %d",
            "3층",
            "주민등록증",
            "kr.resident-transcript",
            "서울특별시 종로구 사직로 161|이태원로 29|서울특별시 용산구이태원로 29|서울특별시 용산구 "),
    JAPANESE(
            "jp-131148",
            "jp-131148",
            "東京都中野区中央一丁目%d番1号",
            "201号室",
            "運転免許証",
            "jp.residence-certificate",
            "東京都新宿区西新宿二丁目8番1号|中央一丁目1番1号|東京都中野区");

    private static final Catalogue CATALOGUE = Catalogue.read(CasesOffice.PACKS);

    private final String keeper;
    private final String at;
    private final String address;
    private final String detail;
    private final String evidence;
    private final String paper;
    private final String elsewhere;

    MovingPack(
            String keeper,
            String at,
            String address,
            String detail,
            String evidence,
            String paper,
            String elsewhere) {
        this.keeper = keeper;
        this.at = at;
        this.address = address;
        this.detail = detail;
        this.evidence = evidence;
        this.paper = paper;
        this.elsewhere = elsewhere;
    }

    /// Who keeps the records before anybody moves.
    OfficeCode keeper() {
        return new OfficeCode(keeper);
    }

    /// Where moves are reported.
    OfficeCode at() {
        return new OfficeCode(at);
    }

    Principal officer() {
        return CasesOffice.officer(at());
    }

    /// A paper that shows where a household lives.
    String paper() {
        return paper;
    }

    /// Addresses that do not lie in the area of the office.
    List<String> elsewhere() {
        return List.of(elsewhere.split("\\|", -1));
    }

    Service service() {
        return CATALOGUE.move(at().country().code()).orElseThrow();
    }

    MoveRule rule() {
        return service().move().orElseThrow();
    }

    LocalDate today() {
        return LocalDate.now(service().zone());
    }

    String address(int number) {
        return address.formatted(number);
    }

    /// As it is printed.
    String printed(int number) {
        return rule().address().writing().of(address(number), detail);
    }

    /// Since when people live there who moved on that day and report it today.
    LocalDate since(LocalDate movedOn) {
        return rule().since(today(), movedOn);
    }

    /// Households of three and more whose head is named first.
    List<HouseholdView> families(CasesOffice office) {
        return new ArrayList<>(office.families(keeper()));
    }

    /// What an officer says who has seen the ground.
    ObjectNode seen(String basis) {
        return CanonicalJson.object().put("basis", basis).put("evidence", evidence);
    }

    /// The whole household moves, as its head reports; three days ago.
    Moves.MoveCommand move(CasesOffice office, RecordVersion person, String operation, int number) {
        return new Moves.MoveCommand(
                officer(),
                at(),
                new OperationId(operation),
                office.handle(person),
                List.<SubjectHandle>of(),
                address(number),
                detail,
                today().minusDays(3),
                Optional.empty(),
                seen("head"));
    }

    /// The same with others who move.
    static Moves.MoveCommand of(
            Moves.MoveCommand c, List<SubjectHandle> movers, Optional<SubjectHandle> newHead) {
        return new Moves.MoveCommand(
                c.who(),
                c.office(),
                c.operation(),
                c.subject(),
                movers,
                c.address(),
                c.detail(),
                c.movedOn(),
                newHead,
                c.options());
    }

    /// The same on another day, to another address.
    static Moves.MoveCommand to(Moves.MoveCommand c, String address, LocalDate movedOn) {
        return new Moves.MoveCommand(
                c.who(),
                c.office(),
                c.operation(),
                c.subject(),
                c.movers(),
                address,
                c.detail(),
                movedOn,
                c.newHead(),
                c.options());
    }

    /// The same by somebody else, at another office, upon another ground.
    static Moves.MoveCommand by(
            Moves.MoveCommand c, Principal who, OfficeCode office, ObjectNode options) {
        return new Moves.MoveCommand(
                who,
                office,
                c.operation(),
                c.subject(),
                c.movers(),
                c.address(),
                c.detail(),
                c.movedOn(),
                c.newHead(),
                options);
    }
}
