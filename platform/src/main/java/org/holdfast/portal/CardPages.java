// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.LoginHands;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Public;
import org.holdfast.logins.CertificateLogins;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.Logins;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Logins with a card. At a host of its own, `/login/card`: TLS has asked for a certificate, the
/// page says which one came and what will happen, and its button makes a pass (or, for a program
/// that asks for JSON, a token). At the main host, `/login/pass`: the pass arrives in a form, the
/// page says whom it lets in, and its button opens the session.
///
/// The first page at the main host takes a form from another host, and does nothing: whoever was
/// sent there with somebody else's pass reads whose it is before anything opens.
@Public
@Controller
class CardPages {
    /// Where the pass arrives; [PageRules] lets a form of another host come here and nowhere else.
    static final String ARRIVAL = "/login/pass";

    private static final String POLICY = "Content-Security-Policy";
    private static final String FORMS = "form-action 'self'";
    private static final int LONGEST_SUBJECT = 200;

    private final Pages pages;
    private final Logins logins;
    private final LoginHands hands;
    private final CardDoor door;
    private final Problems problems;

    CardPages(Pages pages, Logins logins, LoginHands hands, CardDoor door, Problems problems) {
        this.pages = pages;
        this.logins = logins;
        this.hands = hands;
        this.door = door;
        this.problems = problems;
    }

    @GetMapping(CardDoor.PATH)
    View ask(HttpServletRequest request) {
        requireHere(request);
        Optional<CertificateLogins.Handshake> shown = door.shown(request);
        return page(request, 200, RefusalView.NONE, shown);
    }

    private View page(
            HttpServletRequest request,
            int status,
            RefusalView refusal,
            Optional<CertificateLogins.Handshake> shown) {
        return pages.show(
                request,
                "card",
                status,
                Map.of(
                        "refusal",
                        refusal,
                        "subject",
                        shown.map(one -> subject(one.certificate())).orElse(""),
                        "back",
                        door.back()));
    }

    /// As the certificate says it; whoever shows it reads it, and nobody else.
    private static String subject(byte[] certificate) {
        try {
            X509Certificate read =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(certificate));
            String subject = read.getSubjectX500Principal().getName();
            return subject.length() > LONGEST_SUBJECT
                    ? subject.substring(0, LONGEST_SUBJECT) + "…"
                    : subject.isEmpty() ? "–" : subject;
        } catch (CertificateException notOne) {
            return "–";
        }
    }

    /// Makes the pass, and shows the form that takes it to the main host.
    @PostMapping(CardDoor.PATH)
    View leave(HttpServletRequest request, HttpServletResponse response) {
        requireHere(request);
        Optional<String> pass =
                door.shown(request).filter(door::take).flatMap(logins.certificates()::pass);
        if (pass.filter(one -> logins.certificates().whose(one).isPresent()).isEmpty()) {
            String words = problems.words("login-refused").in(pages.page(request).lang());
            return page(request, 403, RefusalView.saying(words), Optional.empty());
        }
        response.setHeader(
                POLICY,
                String.valueOf(response.getHeader(POLICY))
                        .replace(FORMS, FORMS + " " + door.back()));
        return pages.show(
                request,
                "cardpass",
                Map.of("pass", pass.get(), "to", door.back() + ARRIVAL, "back", door.back()));
    }

    /// The same for a program: a token for the API, at once.
    @PostMapping(path = CardDoor.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requireHere(request);
        try {
            CertificateLogins.Handshake shown =
                    door.shown(request)
                            .filter(door::take)
                            .orElseThrow(() -> new ProblemRaised("login-refused", 403));
            write(
                    response,
                    hands.byCertificate(() -> logins.certificates().enter(shown, Sessions.LENGTH)));
        } catch (ProblemRaised refused) {
            problems.write(request, response, refused.problem());
        }
    }

    private static void write(HttpServletResponse response, LoginAnswer.In in) throws IOException {
        ObjectNode answer =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("token", in.opened().token())
                        .put("until", in.opened().until().toString())
                        .put("account", in.who().id())
                        .put("role", in.who().role().code())
                        .put("tier", in.tier().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        in.asOf().ifPresent(moment -> answer.put("asOf", moment.toString()));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(answer));
    }

    private void requireHere(HttpServletRequest request) {
        if (!door.isHere(request)) {
            throw new ProblemRaised("not-found", 404);
        }
    }

    /// Says whom a pass lets in; opens nothing.
    @PostMapping(ARRIVAL)
    View arrive(HttpServletRequest request, @RequestParam("pass") String pass) {
        Principal who =
                logins.certificates()
                        .whose(pass)
                        .orElseThrow(() -> new ProblemRaised("login-refused", 403));
        return pages.show(request, "cardcome", Map.of("pass", pass, "name", who.name()));
    }

    @PostMapping(ARRIVAL + "/in")
    void enter(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("pass") String pass) {
        LoginAnswer.In in =
                hands.byCertificate(() -> logins.certificates().enter(pass, Sessions.LENGTH));
        Sessions.open(logins, in, request, response);
    }

    /// For the page of the ways in.
    static String address(CardDoor door) {
        return door.address().map(one -> one + CardDoor.PATH).orElse("");
    }
}
