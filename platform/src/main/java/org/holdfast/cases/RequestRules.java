// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of a pack, applied to one request and the facts of the subject. Every refusal names
/// the article. Stateless but for the registers, which name records, and the blocks that were seen.
final class RequestRules {
    private static final int LONGEST_PURPOSE = 100;
    private final Registers registers;
    private final Protection protection;

    RequestRules(Registers registers, Protection protection) {
        this.registers = registers;
        this.protection = protection;
    }

    /// What is asked of which service for which household, by whom.
    record Request(
            Service service, Principal who, String purpose, ObjectNode options, Household home) {}

    /// Whether the principal may ask at this office at all.
    static void checkRole(Principal who, OfficeCode office) throws NotPermitted {
        switch (who.role()) {
            case CITIZEN -> {}
            case OFFICER -> {
                if (who.office().isPresent() && !who.office().get().equals(office)) {
                    throw new NotPermitted(Refusal.Code.WRONG_OFFICE);
                }
            }
            case OPERATOR, RELYING_PARTY, MIRROR ->
                    throw new NotPermitted(Refusal.Code.ROLE_NOT_PERMITTED);
        }
    }

    /// The permit, or the refusal thrown.
    Permit check(Request request) throws NotPermitted {
        Service service = request.service();
        boolean officer = request.who().role() == Role.OFFICER;
        Map<String, String> options = RequestOptions.read(service, request.options(), officer);
        AskerRule rule = asker(request, options);
        if (rule.refusal().isPresent()) {
            throw new NotPermitted(
                    new Refusal(
                            Refusal.Code.of(rule.refusal().get()),
                            Map.of("law", rule.law(), "instead", rule.instead().orElse(""))));
        }
        String purpose = purpose(service, request.purpose());
        if (rule.purpose() && purpose.isEmpty()) {
            throw new NotPermitted(Refusal.Code.PURPOSE_MISSING, "law", rule.law());
        }
        if (rule.evidence() && options.getOrDefault("evidence", "").isEmpty()) {
            throw new NotPermitted(Refusal.Code.EVIDENCE_MISSING, "law", rule.law());
        }
        RequestOptions.checkLimits(service, rule, options, request.purpose().strip());
        Permit.Applicant applicant = applicant(request, rule, options);
        checkStatus(request);
        new Restrictions(request, rule, options, applicant, protection).check();
        return new Permit(rule, options, persons(request, options), purpose, applicant);
    }

    /// Whether a permit still holds of the same facts: only a block can have come since.
    void again(Request request, Permit permit) throws NotPermitted {
        new Restrictions(request, permit.rule(), permit.options(), permit.applicant(), protection)
                .check();
    }

    private AskerRule asker(Request request, Map<String, String> options) throws NotPermitted {
        Service service = request.service();
        if (request.who().role() == Role.CITIZEN) {
            Optional<AskerRule> own =
                    service.askers().stream()
                            .filter(a -> a.channels().contains(AskerRule.Channel.PORTAL))
                            .filter(a -> holds(a.tie(), request))
                            .findFirst();
            return own.orElseThrow(() ->
                    new NotPermitted(
                            Refusal.Code.ASKER_NOT_ENTITLED, "law", service.heading().law()));
        }
        String basis = options.getOrDefault("basis", "");
        String code = basis.isEmpty() ? service.askers().getFirst().code() : basis;
        Optional<AskerRule> stated =
                service.asker(code).filter(a -> a.channels().contains(AskerRule.Channel.COUNTER));
        return stated.orElseThrow(
                () -> new NotPermitted(Refusal.Code.BAD_OPTION, "option", "basis"));
    }

    private static boolean holds(AskerRule.Tie tie, Request request) {
        Household home = request.home();
        Optional<RecordRef> own =
                request.who().subject().map(s -> new RecordRef(s.register(), s.record()));
        return switch (tie) {
            case SELF -> own.isPresent() && own.get().equals(home.subject());
            case HOUSEHOLD ->
                    own.isPresent()
                            && own.get().register().equals(home.subject().register())
                            && home.member(own.get().id().toString()).isPresent();
            case HEAD ->
                    own.isPresent()
                            && own.get().register().equals(home.subject().register())
                            && own.get().id().toString().equals(home.headId());
            case DECLARED -> false;
        };
    }

    private static Permit.Applicant applicant(
            Request request, AskerRule rule, Map<String, String> options) throws NotPermitted {
        Household home = request.home();
        if (request.who().role() == Role.CITIZEN) {
            String id = request.who().subject().orElseThrow().record().toString();
            return named(home.member(id).orElseThrow());
        }
        String name = options.getOrDefault("applicant", "");
        NotPermitted notEntitled =
                new NotPermitted(Refusal.Code.ASKER_NOT_ENTITLED, "law", rule.law());
        if (rule.tie() == AskerRule.Tie.SELF || rule.tie() == AskerRule.Tie.HEAD) {
            boolean self = rule.tie() == AskerRule.Tie.SELF;
            Permit.Applicant one = named(self ? home.person() : home.head());
            if (!name.isEmpty() && !name.equals(one.name())) {
                throw notEntitled;
            }
            return one;
        }
        if (name.isEmpty()) {
            throw new NotPermitted(Refusal.Code.APPLICANT_MISSING, "law", rule.law());
        }
        if (rule.tie() == AskerRule.Tie.HOUSEHOLD) {
            return home.members().stream()
                    .map(RequestRules::named)
                    .filter(a -> a.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> notEntitled);
        }
        String number = options.getOrDefault("applicantNumber", "");
        boolean date = number.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
        return new Permit.Applicant(name, date ? number : "");
    }

    static Permit.Applicant named(ObjectNode facts) {
        JsonNode name = facts.path("name");
        String written = name.path("hangul").asString(name.path("kanji").asString(""));
        return new Permit.Applicant(written, facts.path("birth").asString(""));
    }

    private static String purpose(Service service, String given) throws NotPermitted {
        String text = PlainText.check(given, LONGEST_PURPOSE, Refusal.Code.PURPOSE_TOO_LONG);
        for (Service.Purpose purpose : service.purposes()) {
            if (purpose.code().equals(text)) {
                return purpose.label().in(language(service));
            }
        }
        return text;
    }

    static String language(Service service) {
        return service.country().equals("jp") ? "ja" : "ko";
    }

    private static void checkStatus(Request request) throws NotPermitted {
        String status = request.home().person().path("status").asString("resident");
        if (!request.service().statuses().contains(status)) {
            throw new NotPermitted(Refusal.Code.STATUS_NOT_ISSUABLE);
        }
    }

    /// The members asked for, as record ids.
    private List<String> persons(Request request, Map<String, String> options) throws NotPermitted {
        List<String> ids = new ArrayList<>();
        String handles = options.getOrDefault("members", "");
        for (String handle : handles.isEmpty() ? new String[0] : handles.split(" ", -1)) {
            Optional<String> id =
                    SubjectHandle.isWellFormed(handle)
                            ? registers
                                    .byHandle(new SubjectHandle(handle))
                                    .map(ref -> ref.id().toString())
                            : Optional.empty();
            if (id.isEmpty() || request.home().member(id.get()).isEmpty()) {
                throw new NotPermitted(Refusal.Code.NOT_IN_HOUSEHOLD, "option", "members");
            }
            ids.add(id.get());
        }
        return ids;
    }
}
