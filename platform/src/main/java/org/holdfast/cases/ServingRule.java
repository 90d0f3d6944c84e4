// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.Locale;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;

/// What a service does in which state of the office: derived from its pack, enforced by `cases`,
/// printed by `services --states`.
public enum ServingRule {
    /// Everybody whom the pack entitles.
    EVERYBODY,
    /// The same, from the own copy; the paper says as of when.
    EVERYBODY_AS_OF,
    /// The person whom it is about, in person: in the own session, or at the counter when the
    /// officer states so and how the person was identified.
    ONLY_IN_PERSON,
    /// Everybody, as a filing: recorded now, and merged once the database is back.
    AS_FILING,
    /// As a filing, of the person whom it is about alone, in person.
    AS_FILING_IN_PERSON;

    /// As in the table: `everybody-as-of`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The rule of a service in a state.
    public static ServingRule of(Service service, OfficeState state) {
        return switch (service.kind()) {
            case PAPER ->
                    switch (state) {
                        case PRIMARY_THERE -> EVERYBODY;
                        case COPY_FRESH -> EVERYBODY_AS_OF;
                        case COPY_STALE -> ONLY_IN_PERSON;
                    };
            case CHANGE ->
                    switch (state) {
                        case PRIMARY_THERE -> EVERYBODY;
                        case COPY_FRESH -> AS_FILING;
                        case COPY_STALE -> AS_FILING_IN_PERSON;
                    };
        };
    }

    /// Refuses whoever is not served in this state though the pack permits the request; whoever is
    /// believed only for what is done in person is served in no other way in any state.
    ///
    /// @param since up to when the facts are known to be whole
    static void check(
            Service service, OfficeState state, Permit permit, Principal who, Instant since)
            throws NotPermitted {
        boolean served =
                switch (of(service, state)) {
                    case EVERYBODY, EVERYBODY_AS_OF, AS_FILING ->
                            !who.onlyInPerson() || inPerson(permit, who.role());
                    case ONLY_IN_PERSON, AS_FILING_IN_PERSON -> inPerson(permit, who.role());
                };
        if (!served) {
            String time = since.equals(Instant.EPOCH) ? "" : since.toString();
            throw new NotPermitted(Refusal.of(Refusal.Code.FACTS_TOO_OLD, "since", time));
        }
    }

    private static boolean inPerson(Permit permit, Role role) {
        boolean stated = !permit.option("basis").isEmpty() && !permit.option("evidence").isEmpty();
        return permit.rule().tie() == AskerRule.Tie.SELF && (role == Role.CITIZEN || stated);
    }
}
