// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.demo.DemoLoad;
import org.holdfast.demo.DemoPlan;
import org.holdfast.documents.PdfDocuments;
import org.holdfast.documents.guard.Guard;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Identity;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.keys.Providers;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import org.holdfast.registers.RegistersSession;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.holdfast.testing.TestDatabase;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import tools.jackson.databind.node.ObjectNode;

/// A whole office without HTTP: real database, keys, journals, documents and guard, and a few
/// hundred made-up people.
final class CasesOffice implements AutoCloseable {
    static final OfficeCode JONGNO = new OfficeCode("kr-11110");
    static final OfficeCode NAKANO = new OfficeCode("jp-131148");
    static final Path PACKS = Path.of(System.getProperty("holdfast.home"), "packs");

    final TestDatabase database;
    final Keys keys;
    final Ledger ledger;
    final RegistersSession session;
    final Registers registers;
    final Accounts accounts;
    final Cases cases;
    private final Offices offices;
    private final FaultSwitch faults;
    final PaperVerifier verifier;

    /// Who may make papers at once: tests that do not ask for less are never turned away.
    Limiter hands = new BoundedLimiter(64, 1_000, Duration.ofMinutes(1));

    CasesOffice(Path folder, FaultSwitch faults) {
        this(folder, fresh(), UnaryOperator.identity(), faults);
    }

    static TestDatabase fresh() {
        return TestDatabase.fresh("ledger", "identity", "registers", "cases");
    }

    /// The same office once more, upon a folder and a database that an earlier start has left.
    CasesOffice(
            Path folder, TestDatabase database, UnaryOperator<Keys> keyStore, FaultSwitch faults) {
        this(folder, database, keyStore, UnaryOperator.identity(), faults);
    }

    /// The same with other settings of its journals.
    CasesOffice(
            Path folder,
            TestDatabase database,
            UnaryOperator<Keys> keyStore,
            UnaryOperator<LedgerSettings> journals,
            FaultSwitch faults) {
        this.database = database;
        InstantSource clock = InstantSource.system();
        Offices offices = Offices.standard();
        SecureRandom random = new SecureRandom();
        KeysSettings where = new KeysSettings(folder.resolve("keys"), true);
        keys = keyStore.apply(Keys.open(where, offices, clock, random));
        ledger =
                Ledger.open(
                        journals.apply(LedgerSettings.of(folder.resolve("journals"))),
                        database.database(),
                        keys,
                        clock);
        session = RegistersSession.open(database.database(), keys, ledger, clock);
        registers = session.registers();
        new DemoLoad(session.bulkLoad(), offices).run(DemoPlan.of(600), (_, _) -> {});
        accounts = Identity.open(database.database(), keys, clock, random).accounts();
        verifier = new PaperVerifier(clock, Providers.fast());
        this.offices = offices;
        this.faults = faults;
        cases = casesWith(registers);
    }

    /// The same office upon other registers.
    Cases casesWith(Registers others) {
        return casesWith(below(others, database.database(), ledger), InstantSource.system());
    }

    /// What the office is made from.
    Cases.Below below(Registers others, Database upon, Ledger journals) {
        return new Cases.Below(
                upon, keys, journals, others, session.erasedRecords(), accounts, offices);
    }

    /// The same office upon other stores, by another clock.
    Cases casesWith(Cases.Below below, InstantSource clock) {
        return casesWith(below, clock, UnaryOperator.identity());
    }

    /// The same by two clocks.
    Cases casesWith(Cases.Below below, Clocks clocks) {
        return casesWith(below, clocks, UnaryOperator.identity());
    }

    /// The same with something beside the making of papers, which asks for the time at each of its
    /// steps.
    Cases casesWith(Cases.Below below, InstantSource clock, UnaryOperator<LongSupplier> steps) {
        return casesWith(below, new Clocks(clock, _ -> clock.instant()), steps);
    }

    private Cases casesWith(Cases.Below below, Clocks clocks, UnaryOperator<LongSupplier> steps) {
        SecureRandom random = new SecureRandom();
        CasesSettings settings = new CasesSettings(PACKS, true, Duration.ofSeconds(10), 35);
        PdfDocuments documents =
                new PdfDocuments(PACKS, keys.seals(), o -> offices.require(o).fullName(), random);
        return Cases.open(
                settings,
                below,
                Catalogue.read(PACKS),
                (switches, nanos) ->
                        new PaperMaker(
                                documents,
                                new Guard(verifier, this::trust),
                                Cases.expectations(settings, below),
                                switches,
                                true,
                                hands,
                                clocks.node(),
                                steps.apply(nanos)),
                clocks,
                faults);
    }

    TrustList trust() {
        return TrustList.read(keys.trust());
    }

    /// Persons of an office, in no order that matters.
    List<RecordVersion> people(OfficeCode office, boolean restricted) {
        String register = office.country().code() + ".resident";
        List<RecordVersion> found = new ArrayList<>();
        for (UUID id :
                database.database()
                        .jdbc()
                        .sql("select id from registers.record where register = :r" + " order by id")
                        .param("r", register)
                        .query(UUID.class)
                        .list()) {
            RecordVersion version = registers.current(new RecordRef(register, id)).orElseThrow();
            if (version.facts().path("restricted").asBoolean(false) == restricted) {
                found.add(version);
            }
        }
        return found;
    }

    /// Households of three and more of an office, by their heads.
    List<HouseholdView> families(OfficeCode office) {
        return people(office, false).stream()
                .filter(person -> person.facts().path("relation").asString().equals("head"))
                .map(head -> registers.household(head.ref()).orElseThrow())
                .filter(household -> household.members().size() >= 3)
                .toList();
    }

    /// Enters a change of one record that has nothing to do with moving.
    RecordVersion change(RecordVersion person, boolean restricted) {
        Entering entered =
                database.database()
                        .inTransaction(tx -> {
                            RecordVersion now = registers.lock(tx, person.ref()).orElseThrow();
                            return registers.enter(
                                    tx,
                                    new Change(
                                            now.ref(),
                                            now.version(),
                                            now.office(),
                                            now.facts().deepCopy().put("restricted", restricted),
                                            FilingOffice.today(),
                                            "officer",
                                            Optional.empty()));
                        });
        RecordVersion version = ((Entering.Entered) entered).version();
        ledger.central().sealed(version.leaf()).join();
        return version;
    }

    SubjectHandle handle(RecordVersion person) {
        return registers.subject(person.ref());
    }

    static Principal officer(OfficeCode office) {
        return new Principal(
                "officer-" + office, Role.OFFICER, Optional.of(office), Optional.empty(), "담당자");
    }

    static Principal citizen(RecordVersion person) {
        return new Principal(
                "citizen-" + person.ref().id(),
                Role.CITIZEN,
                Optional.empty(),
                Optional.of(new PersonRecord(person.ref().register(), person.ref().id())),
                "시민");
    }

    IssueCommand command(Principal who, String service, RecordVersion person, String operation) {
        return command(who, service, person, operation, CanonicalJson.object());
    }

    IssueCommand command(
            Principal who,
            String service,
            RecordVersion person,
            String operation,
            ObjectNode options) {
        OfficeCode office = service.startsWith("kr") ? JONGNO : NAKANO;
        return new IssueCommand(
                who, office, new OperationId(operation), service, handle(person), "bank", options);
    }

    static IssueCommand forTaxes(IssueCommand command) {
        return new IssueCommand(
                command.who(),
                command.office(),
                command.operation(),
                command.service(),
                command.subject(),
                "tax",
                command.options());
    }

    Outcome.Issued issued(IssueCommand command) {
        Outcome outcome = cases.issuing().issue(command);
        if (outcome instanceof Outcome.Issued issued) {
            return issued;
        }
        throw new AssertionError("expected a paper, found " + outcome);
    }

    Refusal refused(IssueCommand command) {
        Outcome outcome = cases.issuing().issue(command);
        if (outcome instanceof Outcome.Refused refused) {
            return refused.refusal();
        }
        throw new AssertionError("expected a refusal, found " + outcome);
    }

    /// Ends the office and leaves its database for the next start.
    void stop() {
        session.close();
        ledger.close();
        keys.close();
    }

    @Override
    public void close() {
        stop();
        database.close();
    }
}
