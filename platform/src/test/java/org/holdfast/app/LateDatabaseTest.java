// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import org.holdfast.database.Database;
import org.holdfast.registers.Fold;
import org.junit.jupiter.api.Test;

/// The node of a site that starts while no database answers, from what it kept.
final class LateDatabaseTest extends AtSitePair {
    private Visitor.Answer issue(Office office) {
        return pair.issue(new Visitor(office.base()), pair.subject(0));
    }

    private Visitor.Answer move(Office office) {
        return pair.move(
                new Visitor(office.base()),
                pair.subject(0),
                "서울특별시 종로구 사직로 161",
                "move-while-late");
    }

    @Test
    void issuesFromItsOwnCopyAndComesBackWithTheDatabase() throws Exception {
        try (Office office = Office.start(pair.settings('a'))) {
            until(() -> issue(office).status() == 201);
        }
        pair.database().hang();
        try (Office office = Office.start(pair.settings('a'))) {
            until(() -> issue(office).status() == 201);
            Visitor.Answer paper = issue(office);
            assertThat(paper.json().at("/asOf/ownCopy").asBoolean(false)).isTrue();
            assertThat(move(office).status()).isNotEqualTo(201);

            pair.database().goOn();
            Database back = office.context().getBean(Database.class);
            until(() -> !back.pulse().isAway());
            until(() -> move(office).status() == 201);
            until(() -> !issue(office).json().at("/asOf/ownCopy").asBoolean(true));
            String id = paper.json().path("id").asString("");
            assertThat(
                            new Visitor(office.base())
                                    .get("/api/v1/issuances/" + id, pair.officer())
                                    .status())
                    .isEqualTo(200);
            Fold fold = office.context().getBean(Fold.class);
            until(() -> fold.check().agrees());
        }
    }
}
