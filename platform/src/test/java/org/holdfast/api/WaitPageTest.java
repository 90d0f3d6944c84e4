// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.holdfast.catalogue.Catalogue;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class WaitPageTest {
    private static final Problems PROBLEMS =
            new Problems(
                    Catalogue.read(Path.of(System.getProperty("holdfast.home"), "packs")).texts());

    @Test
    void givesABrowserAPageThatLoadsAgainInThreeLanguages() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        MockHttpServletResponse response = new MockHttpServletResponse();
        assertThat(WaitPage.answered(request, response, PROBLEMS)).isTrue();
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentType()).startsWith("text/html");
        assertThat(response.getContentAsString())
                .contains("http-equiv=\"refresh\"")
                .contains("lang=\"ko\">기관을")
                .contains("lang=\"ja\">役所を")
                .contains("lang=\"en\">The office");
    }

    @Test
    void leavesProgramsTheirOwnAnswer() throws Exception {
        MockHttpServletRequest program = new MockHttpServletRequest("GET", "/api/v1/operations");
        program.addHeader("Accept", "application/json");
        MockHttpServletRequest form = new MockHttpServletRequest("POST", "/login");
        form.addHeader("Accept", "text/html");
        for (MockHttpServletRequest request : new MockHttpServletRequest[] {program, form}) {
            MockHttpServletResponse response = new MockHttpServletResponse();
            assertThat(WaitPage.answered(request, response, PROBLEMS)).isFalse();
            assertThat(response.getContentAsByteArray()).isEmpty();
        }
    }
}
