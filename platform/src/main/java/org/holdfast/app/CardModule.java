// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.keys.Keys;
import org.holdfast.logins.LoginSettings;
import org.holdfast.pki.Pki;
import org.holdfast.portal.CardDoor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The host for cards, where there is one.
@Configuration(proxyBeanMethods = false)
class CardModule {
    /// The one door for cards, if there is one.
    record Cards(Optional<CardListener> listener) {}

    @Bean
    Cards cards(
            OfficeSettings settings,
            InstantSource clock,
            SecureRandom random,
            ServletWebServerApplicationContext context) {
        return new Cards(
                settings.card()
                        .map(card ->
                                new CardListener(
                                        card,
                                        settings.host(),
                                        System.getProperty(
                                                OfficeModules.LOGIN_DOMAIN,
                                                LoginSettings.HERE.domain()),
                                        () -> port(context),
                                        clock,
                                        random)));
    }

    private static int port(ServletWebServerApplicationContext context) {
        WebServer server = context.getWebServer();
        return server == null ? 0 : server.getPort();
    }

    @Bean
    CardDoor cardDoor(Cards cards) {
        return cards.listener().<CardDoor>map(one -> one).orElse(CardDoor.SHUT);
    }

    @Bean(initMethod = "start")
    @Nullable CardRenewal cardRenewal(Cards cards, Pki pki, Keys keys, InstantSource clock) {
        return cards.listener().map(one -> new CardRenewal(one, pki, keys, clock)).orElse(null);
    }
}
