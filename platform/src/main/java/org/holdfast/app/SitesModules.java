// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.holdfast.cases.Blocks;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.identity.Accounts;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.Offices;
import org.holdfast.pki.Pki;
import org.holdfast.registers.CopyState;
import org.holdfast.registers.RegistersSession;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.InventorySettings;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.SwitchOver;
import org.holdfast.sites.WatchSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What tells of all sites: how they stand, what is where, and who may move the primary.
@Configuration(proxyBeanMethods = false)
class SitesModules {
    @Bean(destroyMethod = "close")
    OfficeWatch officeWatch(
            OfficeSettings settings,
            Ledger ledger,
            CopyState.Watch copy,
            Readiness readiness,
            InstantSource clock) {
        DiskRoom room = new DiskRoom(settings.data().resolve("journals"));
        return new OfficeWatch(ledger, copy, readiness, room, clock);
    }

    /// What the site's files say is wrong, and what this office knows of itself.
    @Bean
    WatchSettings watchSettings(
            OfficeSettings settings,
            OfficeWatch own,
            RegistersSession registers,
            Pki pki,
            InstantSource clock) {
        return settings.site()
                .map(SiteSettings::watch)
                .orElseGet(WatchSettings::alone)
                .with(own::alarms)
                .with(() -> behind(registers, clock))
                .with(() -> noNumbers(registers))
                .with(new CertificateAlarms(pki, clock)::now);
    }

    private static List<OpenAlarm> behind(RegistersSession registers, InstantSource clock) {
        return registers
                .behind()
                .map(age ->
                        new OpenAlarm(
                                clock.instant().minus(age),
                                "node-behind-the-database",
                                "this node has not had everything that the database has committed"
                                        + " for "
                                        + age.toSeconds()
                                        + " s; what it issues says as of when"))
                .stream()
                .toList();
    }

    private static List<OpenAlarm> noNumbers(RegistersSession registers) {
        return registers
                .noNumbers()
                .map(one ->
                        new OpenAlarm(
                                one.since(),
                                "no-acceptance-numbers",
                                "changes get no acceptance numbers: "
                                        + one.why()
                                        + "; journal verify --rows names what is wrong"))
                .stream()
                .toList();
    }

    @Bean
    SiteWatch siteWatch(
            WatchSettings settings,
            Ledger ledger,
            Blocks blocks,
            Probes probes,
            Database database,
            InstantSource clock) {
        return SiteWatch.of(settings, ledger, blocks::read, probes, database.pulse(), clock);
    }

    /// Of the sites that it can ask.
    @Bean(destroyMethod = "close")
    PeersRead peersRead(
            OfficeSettings settings,
            WatchSettings watch,
            SiteWatch sites,
            Blocks blocks,
            Readiness readiness,
            LongSupplier nanos) {
        Map<String, Path> copies = new HashMap<>();
        settings.site()
                .map(SiteSettings::copies)
                .orElse(Map.of())
                .forEach((place, folder) -> {
                    String site = String.valueOf(place);
                    if (watch.doors().containsKey(site)) {
                        copies.put(site, folder);
                    }
                });
        return new PeersRead(copies, sites::reports, blocks::read, readiness, nanos);
    }

    @Bean
    SwitchOver switchOver(
            WatchSettings settings,
            SiteWatch watch,
            Ledger ledger,
            Keys keys,
            InstantSource clock) {
        return SwitchOver.of(settings, watch, ledger, keys, clock);
    }

    @Bean(destroyMethod = "close")
    PeerTokenRenewal peerTokenRenewal(OfficeSettings settings, Keys keys, InstantSource clock) {
        String place = settings.site().map(site -> String.valueOf(site.place())).orElse("");
        PeerTokenRenewal renewal = new PeerTokenRenewal(settings.data(), place, keys, clock);
        renewal.begin();
        return renewal;
    }

    @Bean
    OfficeInventory officeInventory(
            OfficeSettings settings,
            Catalogue catalogue,
            Offices offices,
            Accounts accounts,
            InstantSource clock) {
        return new OfficeInventory(settings, catalogue, offices, accounts, clock);
    }

    @Bean
    Inventories inventories(
            OfficeSettings settings,
            WatchSettings watch,
            OfficeInventory inventory,
            InstantSource clock) {
        Map<String, URI> peers = new HashMap<>();
        watch.doors()
                .forEach((site, doors) -> {
                    if (!site.equals(watch.site())) {
                        peers.put(site, doors.node());
                    }
                });
        return Inventories.of(
                new InventorySettings(
                        settings.data().resolve(Inventories.FOLDER),
                        inventory.site(),
                        inventory::make,
                        peers,
                        watch.token()),
                clock);
    }
}
