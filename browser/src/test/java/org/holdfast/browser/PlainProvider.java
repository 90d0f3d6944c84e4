// SPDX-License-Identifier: Apache-2.0
package org.holdfast.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// An OpenID Connect provider with a page of its own, on which whoever comes says with one click
/// that they are [#person].
final class PlainProvider implements AutoCloseable {
    static final String CLIENT = "office";

    private final HttpServer server;
    private final KeyPair keys;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    /// Who comes.
    volatile String person = "somebody";

    /// Whether codes are exchanged, or nothing is said.
    volatile boolean silent;

    PlainProvider() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", one -> json(one, metadata()));
        server.createContext("/keys", one -> json(one, Map.of("keys", List.of(key()))));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "issuer", issuer(),
                "authorization_endpoint", issuer() + "/authorize",
                "token_endpoint", issuer() + "/token",
                "jwks_uri", issuer() + "/keys",
                "response_types_supported", List.of("code"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("ES256"));
    }

    private Map<String, Object> key() {
        ECPublicKey shown = (ECPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "kid",
                "1",
                "x",
                base64(fixed(shown.getW().getAffineX().toByteArray())),
                "y",
                base64(fixed(shown.getW().getAffineY().toByteArray())));
    }

    /// 32 bytes of a number.
    private static byte[] fixed(byte[] number) {
        byte[] fixed = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&", -1))
                .map(one -> one.split("=", -1))
                .collect(
                        Collectors.toMap(
                                one -> one[0],
                                one -> URLDecoder.decode(one[1], StandardCharsets.UTF_8)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        nonces.put(code, asked.getOrDefault("nonce", ""));
        String back =
                asked.getOrDefault("redirect_uri", "")
                        + "?code="
                        + code
                        + "&amp;state="
                        + encoded(asked.getOrDefault("state", ""));
        String page =
                "<!DOCTYPE html><html lang=\"en\"><title>Provider</title><link rel=\"icon\""
                        + " href=\"data:,\"><a id=\"agree\" href=\""
                        + back
                        + "\">It is me</a></html>";
        answer(exchange, "text/html", page);
    }

    private void token(HttpExchange exchange) throws IOException {
        if (silent) {
            try {
                var _ = closed.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        Map<String, String> form =
                fields(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String nonce = nonces.remove(form.getOrDefault("code", ""));
        long now = Instant.now().getEpochSecond();
        String text =
                part(Map.of("alg", "ES256", "kid", "1"))
                        + "."
                        + part(
                                Map.of(
                                        "iss",
                                        issuer(),
                                        "aud",
                                        CLIENT,
                                        "sub",
                                        person,
                                        "nonce",
                                        String.valueOf(nonce),
                                        "iat",
                                        now,
                                        "exp",
                                        now + 60));
        try {
            Signature sign = Signature.getInstance("SHA256withECDSAinP1363Format");
            sign.initSign(keys.getPrivate());
            sign.update(text.getBytes(StandardCharsets.US_ASCII));
            json(
                    exchange,
                    Map.of(
                            "access_token",
                            "none",
                            "token_type",
                            "Bearer",
                            "id_token",
                            text + "." + base64(sign.sign())));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static String part(Map<String, Object> members) {
        return base64(JsonMapper.shared().writeValueAsBytes(members));
    }

    private static void json(HttpExchange exchange, Map<String, Object> members)
            throws IOException {
        answer(exchange, "application/json", JsonMapper.shared().writeValueAsString(members));
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
