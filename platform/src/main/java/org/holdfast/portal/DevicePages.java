// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.cases.PlainText;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.logins.EnrolmentAnswer;
import org.holdfast.logins.LoginRefusal;
import org.holdfast.logins.Logins;
import org.holdfast.logins.Passkey;
import org.holdfast.logins.Passkeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.View;
import tools.jackson.databind.node.ObjectNode;

/// `/devices`: the passkeys that open one's account: which there are, one more, one less. One more
/// is taken only from whoever has come in lately, so that a screen left open enrols nobody.
@Allowed({Role.CITIZEN, Role.OFFICER, Role.OPERATOR, Role.RELYING_PARTY})
@Controller
class DevicePages {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePages.class);

    private final Pages pages;
    private final Passkeys passkeys;
    private final DeviceSight sight;
    private final Problems problems;

    DevicePages(Pages pages, Logins logins, DeviceSight sight, Problems problems) {
        this.pages = pages;
        this.passkeys = logins.passkeys();
        this.sight = sight;
        this.problems = problems;
    }

    /// A line of the list.
    record Line(String name, String label, String made, boolean synced) {}

    @GetMapping("/devices")
    View list(HttpServletRequest request) {
        return sight.page(request, 200, RefusalView.NONE);
    }

    static Line line(Passkey one, Page page, ZoneId zone) {
        return new Line(
                one.name(), one.label(), page.figures().time(one.made(), zone), one.synced());
    }

    /// For the page's script.
    @ResponseBody
    @GetMapping("/devices/passkey")
    ObjectNode options(HttpServletRequest request) {
        return passkeys.enrolment(Caller.require(request));
    }

    @PostMapping("/devices/passkey")
    View enrol(
            HttpServletRequest request,
            @RequestParam("label") String label,
            @RequestParam("answer") String answer) {
        if (!sight.isFresh(request)) {
            return refused(request, "login-not-fresh");
        }
        String cut = label.strip();
        if (cut.isEmpty() || cut.length() > Passkeys.LONGEST_LABEL || !PlainText.isPlain(cut)) {
            return refused(request, "passkey-label");
        }
        return switch (passkeys.enrol(Caller.require(request), cut, answer)) {
            case EnrolmentAnswer.Enrolled _, EnrolmentAnswer.Ended _ ->
                    (_, _, answered) -> Sessions.go(answered, "/devices");
            case EnrolmentAnswer.Refused(LoginRefusal why) -> {
                LOG.info("an enrolment was refused: {}", why);
                yield refused(
                        request,
                        switch (why) {
                            case KNOWN -> "passkey-known";
                            case TOO_MANY -> "passkeys-too-many";
                            default -> "passkey-refused";
                        });
            }
        };
    }

    private View refused(HttpServletRequest request, String code) {
        String words = problems.words(code).in(pages.page(request).lang());
        return sight.page(request, 422, RefusalView.saying(words));
    }

    /// A lost device is ended by whoever is in, however long; it protects.
    @InPerson
    @PostMapping("/devices/end")
    void end(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("name") String name) {
        switch (passkeys.end(Caller.require(request).id(), name)) {
            case EnrolmentAnswer.Refused _ -> throw new ProblemRaised("passkey-unknown", 404);
            case EnrolmentAnswer.Enrolled _, EnrolmentAnswer.Ended _ ->
                    Sessions.go(response, "/devices");
        }
    }
}
