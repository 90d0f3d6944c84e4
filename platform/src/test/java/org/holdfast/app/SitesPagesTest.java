// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PeerTokens;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Outage;
import org.holdfast.testing.HeldAway;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The pages of the sites and the inventory of an office on one machine, whose database is killed.
final class SitesPagesTest extends AskedOffice {
    private static final String ENGLISH = "; holdfast-language=en";

    @Test
    void theInventoryNamesPartsServicesOfficesOrderAndWhatToDo() {
        JsonNode answer = visitor.get("/api/v1/inventory", token("operator", "")).json();
        assertThat(answer.path("keeper").asString("")).isEqualTo("office");
        InventoryBook book = book();
        Inventory one = book.of("office").orElseThrow();
        assertThat(one.components())
                .extracting(Inventory.Component::id)
                .containsExactly("postgres.office", "node.office");
        assertThat(one.components().getLast().keys()).contains("keys/secret", "keys/site");
        assertThat(one.offices())
                .extracting(Inventory.OfficeLine::code)
                .contains("kr-11110", "jp-131148");
        assertThat(one.services())
                .extracting(Inventory.ServiceLine::code)
                .startsWith("kr.move-in")
                .contains("jp.residence-certificate");
        assertThat(one.order()).hasSizeGreaterThan(3);
        assertThat(one.runbooks())
                .flatExtracting(Inventory.Runbook::steps)
                .extracting(Inventory.Step::command)
                .contains("./holdfast up --data " + data);
        assertThat(answer.toString()).doesNotContain("{data}").doesNotContain("password\":");
    }

    @Test
    void aLostPartNamesExactlyTheServicesAndOfficesThatItHits() {
        InventoryBook book = book();
        Outage database = Outage.of(book, Set.of("postgres.office"), Optional.empty());
        assertThat(database.hits().stream().filter(hit -> !hit.rule().startsWith("everybody")))
                .extracting(hit -> hit.service() + " " + hit.rule())
                .containsExactly("kr.move-in as-filing");
        assertThat(database.stoppedOffices()).isEmpty();
        Outage node = Outage.of(book, Set.of("node.office"), Optional.empty());
        assertThat(node.hits()).hasSize(book.of("office").orElseThrow().services().size());
        assertThat(node.hits()).allMatch(Outage.Hit::stopped);
        assertThat(node.stoppedOffices()).containsKeys("kr-11110", "jp-131148");
    }

    @Test
    void onlyOperatorsAndPeersComeIn() {
        String peer =
                PeerTokens.make(
                        office.context().getBean(Keys.class),
                        "b",
                        Duration.ofHours(1),
                        InstantSource.system(),
                        new SecureRandom());
        for (String path : List.of("/api/v1/inventory", "/api/v1/sites/own")) {
            assertThat(visitor.get(path, peer).status()).isEqualTo(200);
            assertThat(visitor.get(path, token("operator", "")).status()).isEqualTo(200);
            assertThat(visitor.get(path, token("officer", "kr-11110")).status()).isEqualTo(403);
            assertThat(visitor.send(visitor.to(path)).status()).isEqualTo(401);
        }
        assertThat(visitor.get("/api/v1/sites", peer).status()).isEqualTo(403);
        Database database = office.context().getBean(Database.class);
        Accounts accounts = office.context().getBean(Accounts.class);
        NewAccount court =
                new NewAccount(Role.MIRROR, Optional.empty(), Optional.empty(), "audit court");
        String outside =
                office.context()
                        .getBean(Principals.class)
                        .token(
                                database.inTransaction(tx -> accounts.add(tx, court)),
                                Duration.ofHours(1));
        for (String path : List.of("/api/v1/inventory", "/api/v1/sites/own")) {
            assertThat(visitor.get(path, outside).status()).as(path).isEqualTo(403);
        }
        String officer = visitor.enter(person("officer", "kr-11110").path("login").asString(""));
        for (String page : List.of("sites", "sites/now", "inventory", "sites/switch-over?to=b")) {
            assertThat(visitor.page("/operations/" + page, officer).status()).isEqualTo(403);
        }
    }

    @Test
    void thePagesWorkWhileTheDatabaseIsAwayAndSayWhatHasStopped() throws Exception {
        String cookie = visitor.enter(person("operator", "").path("login").asString(""));
        String calm = visitor.page("/operations/sites", cookie + ENGLISH).text();
        assertThat(calm).contains("This office runs at one site").doesNotContain("id=\"stopped\"");
        try (HeldAway _ = HeldAway.kill(data)) {
            until(() -> office.context().getBean(Database.class).pulse().isAway());
            var page = visitor.page("/operations/sites/now", cookie + ENGLISH);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text())
                    .contains("id=\"unknown\"")
                    .contains("as a filing: received now, entered later")
                    .doesNotContain("id=\"stopped\"");
            var sheet = visitor.page("/operations/inventory", cookie + ENGLISH);
            assertThat(sheet.status()).isEqualTo(200);
            assertThat(sheet.text()).contains("postgres.office").contains("東京都中野区");
            assertThat(visitor.get("/api/v1/inventory", token("operator", "")).status())
                    .isEqualTo(200);
        }
        until(() -> !office.context().getBean(Database.class).pulse().isAway());
    }

    private static InventoryBook book() {
        try {
            return InventoryBook.at("office", data.resolve("inventory"));
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
