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
    @Bean
    @Nullable CardListener cardListener(
            OfficeSettings settings,
            InstantSource clock,
            SecureRandom random,
            ServletWebServerApplicationContext context) {
        return settings.card()
                .map(card ->
                        new CardListener(
                                card,
                                settings.host(),
                                System.getProperty(
                                        OfficeModules.LOGIN_DOMAIN, LoginSettings.HERE.domain()),
                                () -> port(context),
                                clock,
                                random))
                .orElse(null);
    }

    private static int port(ServletWebServerApplicationContext context) {
        WebServer server = context.getWebServer();
        return server == null ? 0 : server.getPort();
    }

    @Bean
    CardDoor cardDoor(Optional<CardListener> listener) {
        return listener.<CardDoor>map(one -> one).orElse(CardDoor.SHUT);
    }

    @Bean(initMethod = "start")
    @Nullable CardRenewal cardRenewal(
            Optional<CardListener> listener, Pki pki, Keys keys, InstantSource clock) {
        return listener.map(one -> new CardRenewal(one, pki, keys, clock)).orElse(null);
    }
}
