// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.time.Duration;
import java.time.InstantSource;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.Papers;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.identity.Principals;
import org.holdfast.keys.Keys;
import org.holdfast.logins.Logins;
import org.holdfast.openid.OpenId;
import org.holdfast.preservation.Preservation;
import org.holdfast.registers.Arrivals;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Registers;
import org.holdfast.shield.Crew;
import org.holdfast.shield.Limiter;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.WatchSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The routes of the API, the gate before everything and the edge behind it.
@Configuration(proxyBeanMethods = false)
@Import({
    AccountRoutes.class,
    AdmitMirror.class,
    AnswerProbe.class,
    CertificateLogin.class,
    CertificateOrders.class,
    CertificateStatus.class,
    ConsentRoutes.class,
    DecideFiling.class,
    DemandSwitchOver.class,
    EnterBlock.class,
    EnterErasure.class,
    EnterMove.class,
    EnterRestoration.class,
    FactCheckRoutes.class,
    FilingReceipt.class,
    FindSubjects.class,
    IssuePaper.class,
    LegalBasisRoutes.class,
    LiftBlock.class,
    MirrorErasures.class,
    MirrorAddressRoute.class,
    MirrorRoutes.class,
    MirrorState.class,
    OfficeFigures.class,
    OfficeMetrics.class,
    OpenApiDocument.class,
    OutsideCertificateRoutes.class,
    OpenidRoutes.class,
    PaperArchive.class,
    PaperDocument.class,
    PaperEvidenceFile.class,
    PaperReceipt.class,
    ProblemEdge.class,
    RenewalRoutes.class,
    ResignedPaper.class,
    ServiceRoutes.class,
    ShowBlocks.class,
    ShowErasure.class,
    ShowFilings.class,
    ShowInventory.class,
    ShowMove.class,
    ShowPaper.class,
    ShowSites.class,
    SilentSites.class,
    TrustFile.class,
    VerifyPaper.class,
    WithdrawPaper.class
})
public class ApiConfiguration implements WebMvcConfigurer {
    @Bean
    Problems problems(Catalogue catalogue) {
        return new Problems(catalogue.texts());
    }

    @Bean
    OwnTrust ownTrust(Keys keys) {
        return new OwnTrust(keys);
    }

    @Bean
    LoginHands loginHands() {
        return new LoginHands();
    }

    @Bean
    ProbeMetrics probeMetrics(Probes probes, InstantSource clock) {
        return new ProbeMetrics(probes, clock);
    }

    @Bean
    OpenIdMetrics openIdMetrics(OpenId openId, InstantSource clock) {
        return new OpenIdMetrics(openId, clock);
    }

    @Bean
    OpenidIssuer openidIssuer(Logins logins) {
        return new OpenidIssuer(logins);
    }

    @Bean
    Crew verifiers() {
        return new Crew("verify", 2, 8, Duration.ofSeconds(20));
    }

    @Bean
    Verification verification(
            OwnTrust trust,
            Papers papers,
            Preservation preservation,
            InstantSource clock,
            Crew verifiers) {
        return new Verification(trust, papers, preservation::resigned, clock, verifiers);
    }

    @Bean
    PeopleSearch peopleSearch(Registers registers, Arrivals arrivals, Looks looks, Blocks blocks) {
        return new PeopleSearch(registers, arrivals, looks, blocks);
    }

    @Bean
    BlockReach blockReach(WatchSettings settings, SiteWatch watch) {
        return new BlockReach(settings, watch);
    }

    @Bean
    BlockAnswers blockAnswers(
            Registers registers, PeopleSearch search, BlockReach reach, Problems problems) {
        return new BlockAnswers(registers, search, reach, problems);
    }

    @Bean
    FilingAnswers filingAnswers(Registers registers, PeopleSearch search, Problems problems) {
        return new FilingAnswers(registers, search, problems);
    }

    @Bean
    Refusals refusals(Problems problems, PageProblems pages) {
        return new Refusals(problems, pages);
    }

    @Bean
    FilterRegistrationBean<Gate> gate(
            Doors doors,
            Limiter limiter,
            Principals principals,
            Problems problems,
            Refusals refusals) {
        var gate =
                new FilterRegistrationBean<>(
                        new Gate(doors, limiter, principals, problems, refusals));
        gate.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return gate;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new PlainParameters()).order(-2);
        registry.addInterceptor(new AccessRule()).order(0);
    }
}
