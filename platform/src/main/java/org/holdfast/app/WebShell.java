// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import org.holdfast.api.ApiConfiguration;
import org.holdfast.cases.CasesConfiguration;
import org.holdfast.catalogue.CatalogueConfiguration;
import org.holdfast.documents.DocumentsConfiguration;
import org.holdfast.facts.FactsConfiguration;
import org.holdfast.ledger.LedgerConfiguration;
import org.holdfast.portal.PortalConfiguration;
import org.holdfast.registers.RegistersConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The web server and nothing that we did not name: each automatic part is listed, so that a
/// library on the class path never switches itself on, and a start stays a matter of seconds.
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    MultipartAutoConfiguration.class
})
@Import({
    OfficeModules.class,
    CardModule.class,
    SitesModules.class,
    PreservationModule.class,
    LedgerConfiguration.class,
    RegistersConfiguration.class,
    CatalogueConfiguration.class,
    DocumentsConfiguration.class,
    CasesConfiguration.class,
    FactsConfiguration.class,
    ApiConfiguration.class,
    PortalConfiguration.class,
    HealthRoutes.class,
    WebServerParts.class
})
class WebShell {}
