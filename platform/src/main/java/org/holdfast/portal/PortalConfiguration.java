// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.function.LongSupplier;
import org.holdfast.api.PageProblems;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.Problems;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.registers.Looks;
import org.holdfast.registers.Registers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The pages and what they share.
@Configuration(proxyBeanMethods = false)
@Import({
    ApplyPages.class,
    Assets.class,
    CitizenPages.class,
    CounterPages.class,
    DemoDoor.class,
    HomePage.class,
    MovePages.class,
    OperationsPages.class,
    PaperPages.class,
    SignIn.class,
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
    People people(Registers registers, Catalogue catalogue) {
        return new People(registers, catalogue);
    }

    @Bean
    CitizenPages.Sight sight(PeopleSearch search, Looks looks) {
        return new CitizenPages.Sight(search, looks);
    }

    @Bean
    CitizenPages.Words pageWords(Catalogue catalogue, Offices offices, Problems problems) {
        return new CitizenPages.Words(catalogue, offices, problems);
    }

    @Bean
    OperationsPages.Place place(PortalSettings settings, Registers registers) {
        LongSupplier residents =
                () ->
                        registers.count(new OfficeCode("kr-11110"), "kr.resident")
                                + registers.count(new OfficeCode("jp-131148"), "jp.resident");
        return new OperationsPages.Place(settings.data(), residents);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new PageRules())
                .excludePathPatterns("/api/**", "/journal/**", "/trust", "/health/**", "/assets/**")
                .order(-1);
    }
}
