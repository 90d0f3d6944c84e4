// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Public;
import org.holdfast.provider.Provider;
import org.holdfast.provider.TokenAnswer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What programs of other services ask: who we are, by which keys tokens verify, and tokens for a
/// code. Whoever may log in is asked by a page.
@Public
@RestController
public final class OpenidRoutes {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final String TOKEN = "/openid/token";
    private static final String KEYS = "/openid/keys";
    private static final String USERINFO = "/openid/userinfo";
    private static final String KEPT = "public, max-age=3600";
    private static final String BEARER = "Bearer ";

    private final Provider provider;
    private final OpenidIssuer issuer;

    OpenidRoutes(Provider provider, OpenidIssuer issuer) {
        this.provider = provider;
        this.issuer = issuer;
    }

    /// Whether an address is for other services' logins, which have a lane of their own.
    static boolean isOurs(String path) {
        return path.startsWith("/openid/") || path.equals(CONFIGURATION);
    }

    /// Whether programs ask at it.
    static boolean forPrograms(String path) {
        return path.equals(CONFIGURATION)
                || path.equals(TOKEN)
                || path.equals(KEYS)
                || path.equals(USERINFO);
    }

    /// All values of each parameter.
    public static Map<String, List<String>> sent(HttpServletRequest request) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        request.getParameterMap()
                .forEach((name, values) -> sent.put(name, List.copyOf(Arrays.asList(values))));
        return sent;
    }

    @GetMapping(path = CONFIGURATION, produces = MediaType.APPLICATION_JSON_VALUE)
    ObjectNode configuration(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Cache-Control", KEPT);
        return provider.configuration(issuer.of(request));
    }

    /// Kept by whoever verifies, so that they need not ask while they log somebody in.
    @GetMapping(KEYS)
    ResponseEntity<byte[]> keys(HttpServletResponse response) {
        response.setHeader("Cache-Control", KEPT);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/jwk-set+json"))
                .body(provider.keys().getBytes(StandardCharsets.UTF_8));
    }

    @PostMapping(TOKEN)
    ResponseEntity<ObjectNode> token(HttpServletRequest request) {
        String type = request.getContentType();
        boolean form =
                type != null
                        && type.split(";", 2)[0]
                                .strip()
                                .equalsIgnoreCase(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        // What stands in an address stands in logs: nothing of it is taken.
        if (!form || request.getQueryString() != null) {
            return refused(400, "invalid_request");
        }
        return switch (provider.tokens().answer(sent(request), issuer.of(request))) {
            case TokenAnswer.Given(ObjectNode tokens) ->
                    ResponseEntity.ok()
                            .contentType(MediaType.APPLICATION_JSON)
                            .header("Pragma", "no-cache")
                            .body(tokens);
            case TokenAnswer.Refused(int status, String error) -> refused(status, error);
        };
    }

    private static ResponseEntity<ObjectNode> refused(int status, String error) {
        var answer = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        if (status == 429) {
            answer.header("Retry-After", "60");
        }
        return answer.body(JsonMapper.shared().createObjectNode().put("error", error));
    }

    /// The person's name for this service once more (OpenID Connect Core 1.0 §5.3), for clients
    /// that insist.
    @GetMapping(USERINFO)
    ResponseEntity<ObjectNode> userinfo(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        Optional<ObjectNode> found =
                header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? provider.tokens().userinfo(header.substring(BEARER.length()).strip())
                        : Optional.empty();
        return found.map(ResponseEntity::ok)
                .orElseGet(() ->
                        ResponseEntity.status(401)
                                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                                .body(
                                        JsonMapper.shared()
                                                .createObjectNode()
                                                .put("error", "invalid_token")));
    }
}
