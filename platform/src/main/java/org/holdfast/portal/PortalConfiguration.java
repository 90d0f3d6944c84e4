// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.InstantSource;
import org.holdfast.api.BlockReach;
import org.holdfast.api.FilingAnswers;
import org.holdfast.api.PageProblems;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.Problems;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.CasesSettings;
import org.holdfast.cases.Filings;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.facts.FactChecks;
import org.holdfast.identity.Principals;
import org.holdfast.keys.Keys;
import org.holdfast.logins.Logins;
import org.holdfast.offices.Offices;
import org.holdfast.openid.OpenId;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Registers;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.SwitchOver;
import org.holdfast.sites.WatchSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The pages and what they share.
@Configuration(proxyBeanMethods = false)
@Import({
    AccountPages.class,
    ApplyPages.class,
    Assets.class,
    ArchivePages.class,
    AuthorityPages.class,
    AuthorizePages.class,
    BlockPages.class,
    CardPages.class,
    CitizenPages.class,
    ConsentPages.class,
    CounterLogins.class,
    CounterPages.class,
    DemoDoor.class,
    DevicePages.class,
    FiledPages.class,
    FilingPages.class,
    HomePage.class,
    LoginPages.class,
    MovePages.class,
    OperationsPages.class,
    OutsidePages.class,
    PaperPages.class,
    RenewalPages.class,
    ServicePages.class,
    SignIn.class,
    SitesPages.class,
    VerifyPages.class
})
public class PortalConfiguration implements WebMvcConfigurer {
    @Bean
    Pages pages(Offices offices, PortalSettings settings, Assets assets) {
        return new Pages(offices, settings.demo(), assets.version());
    }

    @Bean
    PageProblems pageProblems(Pages pages, Problems problems) {
        return new ProblemPages(pages, problems);
    }

    @Bean
    OutsideSight outsideSight(
            Pages pages, OpenId openId, Logins logins, CardDoor card, InstantSource clock) {
        return new OutsideSight(pages, openId, logins, card, clock);
    }

    @Bean
    DeviceSight deviceSight(
            Pages pages,
            Logins logins,
            OutsideSight outside,
            Principals principals,
            InstantSource clock) {
        return new DeviceSight(pages, logins, outside, principals, clock);
    }

    @Bean
    People people(Registers registers, Blocks blocks, Catalogue catalogue) {
        return new People(registers, blocks, catalogue);
    }

    @Bean
    BlockSight blockSight(Blocks blocks, BlockReach reach, Problems problems, InstantSource clock) {
        return new BlockSight(blocks, reach, problems, clock);
    }

    @Bean
    FiledSight filedSight(
            Filings filings,
            FilingAnswers answers,
            Registers registers,
            Blocks blocks,
            CitizenPages.Words words) {
        return new FiledSight(
                filings,
                answers,
                new FilingView.Words(registers, blocks, words.problems(), words.catalogue()));
    }

    @Bean
    CitizenPages.Sight sight(
            PeopleSearch search, Looks looks, FiledSight filed, FactChecks checks) {
        return new CitizenPages.Sight(search, looks, filed, checks);
    }

    @Bean
    CitizenPages.Words pageWords(Catalogue catalogue, Offices offices, Problems problems) {
        return new CitizenPages.Words(catalogue, offices, problems);
    }

    @Bean
    OfflinePage offlinePage(CasesSettings settings, Keys keys) {
        return new OfflinePage(settings.packs(), keys);
    }

    @Bean
    SitesSight sitesSight(SitesSight.Below below, Problems problems, InstantSource clock) {
        return new SitesSight(below, problems, clock);
    }

    @Bean
    SitesSight.Below sitesBelow(
            WatchSettings watching,
            SiteWatch watch,
            SwitchOver switchOver,
            Inventories inventories,
            Registers registers,
            PortalSettings settings) {
        return new SitesSight.Below(
                watching, watch, switchOver, inventories, registers, settings.drills());
    }

    @Bean
    OperationsPages.Place place(PortalSettings settings, Registers registers, InstantSource clock) {
        return new OperationsPages.Place(
                settings.data(),
                new SlowFigure(() -> FolderSize.of(settings.data()), clock),
                new SlowFigure(
                        () -> registers.count("kr.resident") + registers.count("jp.resident"),
                        clock));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new PageRules())
                .excludePathPatterns(
                        "/api/**",
                        "/journal/**",
                        "/pki/**",
                        "/trust",
                        "/health/**",
                        "/assets/**",
                        "/.well-known/**",
                        "/openid/token",
                        "/openid/keys",
                        "/openid/userinfo")
                .order(-1);
    }
}
