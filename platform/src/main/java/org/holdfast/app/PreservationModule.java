// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.time.InstantSource;
import java.util.List;
import org.holdfast.cases.Papers;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.pki.Pki;
import org.holdfast.preservation.Preservation;
import org.holdfast.preservation.PreservationSettings;
import org.holdfast.shield.Limiter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Renewals of weak keys, made from the modules below.
@Configuration(proxyBeanMethods = false)
class PreservationModule {
    /// The system property that says which share of the time papers are signed again in.
    private static final String SHARE = "holdfast.renewals.share";

    @Bean(initMethod = "start")
    Preservation preservation(
            OfficeSettings settings,
            KeptAndSigned kept,
            Papers papers,
            Limiter limiter,
            Catalogue catalogue,
            InstantSource clock) {
        List<String> order =
                catalogue.recovery().services().stream()
                        .flatMap(rank -> rank.services().stream())
                        .toList();
        return new Preservation(
                new Preservation.Below(
                        kept.ledger(),
                        kept.keys(),
                        papers,
                        kept.pki()::token,
                        limiter,
                        settings.site().map(site -> "" + site.place()).orElse("office"),
                        order),
                settings(),
                clock);
    }

    private static PreservationSettings settings() {
        String share = System.getProperty(SHARE, "");
        return share.isEmpty()
                ? PreservationSettings.STANDARD
                : PreservationSettings.STANDARD.withShare(Double.parseDouble(share));
    }

    /// Journals, keys and time stamps.
    record KeptAndSigned(Ledger ledger, Keys keys, Pki pki) {}

    @Bean
    KeptAndSigned keptAndSigned(Ledger ledger, Keys keys, Pki pki) {
        return new KeptAndSigned(ledger, keys, pki);
    }
}
