// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
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
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A small OpenID Connect provider with keys of its own: honest unless it is told to lie. It asks
/// nobody who they are; whoever comes is [#person].
public final class TestProvider implements AutoCloseable {
    /// The office's name here, and its secret.
    public static final String CLIENT = "holdfast office";

    public static final String SECRET = "a secret: with/odd+signs";

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final List<Key> keys = new CopyOnWriteArrayList<>();

    /// How often the keys were read, and how often a code was exchanged.
    public final AtomicInteger keysRead = new AtomicInteger();

    public final AtomicInteger exchanges = new AtomicInteger();

    /// Who comes.
    public volatile String person = "person-1";

    /// How it lies in tokens.
    public volatile Lie lie = Lie.NONE;

    /// How it answers: the token endpoint alone, or everything.
    public volatile Manner tokenManner = Manner.WHOLE;

    public volatile Manner manner = Manner.WHOLE;

    /// What its metadata says in place of the truth.
    public volatile Map<String, Object> metadata = Map.of();

    /// What more is in tokens.
    public volatile Map<String, Object> claims = Map.of();

    private record Key(String id, String algorithm, PrivateKey secret, JWK shown) {}

    /// Lies of tokens.
    public enum Lie {
        NONE,
        OTHER_NONCE,
        NO_NONCE,
        OTHER_AUDIENCE,
        NO_AUDIENCE,
        SEVERAL_AUDIENCES,
        OTHER_PARTY,
        OTHER_ISSUER,
        EXPIRED,
        NO_END,
        FUTURE,
        NOT_YET,
        LONG_AGO,
        TIME_IS_TEXT,
        NO_SUBJECT,
        LONG_SUBJECT,
        SUBJECT_IS_A_LIST,
        OTHER_ACCESS_TOKEN,
        ALG_NONE,
        ALG_NONE_IN_CAPITALS,
        HMAC_WITH_THE_PUBLIC_KEY,
        OTHER_ALGORITHM,
        UNKNOWN_KEY,
        FOREIGN_KEY,
        KEY_IN_THE_HEADER,
        CRITICAL_HEADER,
        NO_SIGNATURE,
        TWO_PARTS,
        NOT_BASE64,
        CLAIMS_ARE_A_LIST,
        A_CLAIM_TWICE,
        HUGE_TOKEN,
        NO_TOKEN,
        NOT_JSON
    }

    /// Ways to answer.
    public enum Manner {
        WHOLE,
        /// Accepts and says nothing.
        SILENT,
        /// A byte at a time.
        DRIP,
        FAULT,
        /// Another address.
        ELSEWHERE,
        /// More than anybody reads.
        HUGE
    }

    public TestProvider() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", one -> give(one, metadata()));
        server.createContext(
                "/keys",
                one -> {
                    keysRead.incrementAndGet();
                    give(one, published());
                });
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        changeKeys();
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// From now on with new keys, of each kind one.
    public void changeKeys() {
        try {
            String id = UUID.randomUUID().toString();
            RSAKey rsa = new RSAKeyGenerator(2_048).keyID("r" + id).generate();
            ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("e" + id).generate();
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] whole = pair.getPublic().getEncoded();
            OctetKeyPair ed =
                    new OctetKeyPair.Builder(
                                    Curve.Ed25519,
                                    Base64URL.encode(
                                            Arrays.copyOfRange(
                                                    whole, whole.length - 32, whole.length)))
                            .keyID("d" + id)
                            .build();
            keys.clear();
            keys.add(new Key("r" + id, "RS256", rsa.toPrivateKey(), rsa.toPublicJWK()));
            keys.add(new Key("e" + id, "ES256", ec.toPrivateKey(), ec.toPublicJWK()));
            keys.add(new Key("d" + id, "EdDSA", pair.getPrivate(), ed));
        } catch (JOSEException | GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// By which tokens are signed.
    public volatile String algorithm = "RS256";

    private Key key(String wanted) {
        return keys.stream()
                .filter(one -> one.algorithm().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    private byte[] published() {
        String all =
                keys.stream()
                        .map(one -> one.shown().toJSONString())
                        .collect(Collectors.joining(","));
        return ("{\"keys\":[" + all + "]}").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] metadata() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", issuer());
        all.put("authorization_endpoint", issuer() + "/authorize");
        all.put("token_endpoint", issuer() + "/token");
        all.put("jwks_uri", issuer() + "/keys");
        all.put("response_types_supported", List.of("code"));
        all.put("subject_types_supported", List.of("public"));
        all.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256", "EdDSA"));
        all.put("code_challenge_methods_supported", List.of("S256"));
        all.put("authorization_response_iss_parameter_supported", true);
        all.putAll(metadata);
        return JsonMapper.shared().writeValueAsBytes(all);
    }

    /// Sends whoever comes back at once, with a code.
    private void authorize(HttpExchange exchange) throws IOException {
        if (manner == Manner.SILENT) {
            await();
            return;
        }
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        String back = asked.getOrDefault("redirect_uri", "");
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        String to =
                back
                        + "?code="
                        + code
                        + "&state="
                        + encoded(asked.getOrDefault("state", ""))
                        + "&iss="
                        + encoded(issuer());
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&", -1))
                .map(one -> one.split("=", -1))
                .collect(
                        Collectors.toMap(
                                one -> one[0],
                                one -> URLDecoder.decode(one[1], StandardCharsets.UTF_8)));
    }

    private void token(HttpExchange exchange) throws IOException {
        exchanges.incrementAndGet();
        if (manner != Manner.WHOLE || tokenManner != Manner.WHOLE) {
            give(exchange, "{}".getBytes(StandardCharsets.UTF_8), tokenManner);
            return;
        }
        Map<String, String> form =
                fields(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String expected =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (encoded(CLIENT) + ":" + encoded(SECRET))
                                                .getBytes(StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        boolean good =
                expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        && asked != null
                        && "S256".equals(asked.get("code_challenge_method"))
                        && form.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"))
                        && CodeChallenge.compute(
                                        CodeChallengeMethod.S256,
                                        new CodeVerifier(form.getOrDefault("code_verifier", "")))
                                .getValue()
                                .equals(asked.get("code_challenge"));
        if (!good || asked == null) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        answer(exchange, 200, answer(asked.getOrDefault("nonce", "")));
    }

    private byte[] answer(String nonce) {
        String access = UUID.randomUUID().toString();
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("access_token", lie == Lie.OTHER_ACCESS_TOKEN ? "another" : access);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", 60);
        if (lie == Lie.NOT_JSON) {
            return "<html>".getBytes(StandardCharsets.UTF_8);
        }
        if (lie != Lie.NO_TOKEN) {
            answer.put("id_token", signed(nonce, access));
        }
        return JsonMapper.shared().writeValueAsBytes(answer);
    }

    private ObjectNode told(String nonce, String access) {
        long now = Instant.now().getEpochSecond();
        ObjectNode all = JsonMapper.shared().createObjectNode();
        all.put("iss", lie == Lie.OTHER_ISSUER ? "https://other.example" : issuer());
        switch (lie) {
            case OTHER_AUDIENCE -> all.put("aud", "somebody else");
            case NO_AUDIENCE -> {}
            case SEVERAL_AUDIENCES -> {
                ArrayNode several = all.putArray("aud");
                several.add(CLIENT).add("somebody else");
            }
            default -> all.put("aud", CLIENT);
        }
        if (lie == Lie.OTHER_PARTY) {
            all.put("azp", "somebody else");
        }
        if (lie == Lie.TIME_IS_TEXT) {
            all.put("exp", "tomorrow");
        } else if (lie != Lie.NO_END) {
            all.put("exp", lie == Lie.EXPIRED ? now - 120 : now + 300);
        }
        if (lie == Lie.NOT_YET) {
            all.put("nbf", now + 240);
        }
        all.put("iat", lie == Lie.FUTURE ? now + 200 : lie == Lie.LONG_AGO ? now - 3_600 : now);
        if (lie != Lie.NO_NONCE) {
            all.put("nonce", lie == Lie.OTHER_NONCE ? "x".repeat(43) : nonce);
        }
        switch (lie) {
            case NO_SUBJECT -> {}
            case LONG_SUBJECT -> all.put("sub", "x".repeat(256));
            case SUBJECT_IS_A_LIST -> {
                ArrayNode list = all.putArray("sub");
                list.add(person);
            }
            default -> all.put("sub", person);
        }
        if (lie == Lie.HUGE_TOKEN) {
            all.put("more", "x".repeat(20_000));
        }
        all.put("at_hash", half(access));
        claims.forEach((name, value) -> all.set(name, JsonMapper.shared().valueToTree(value)));
        return all;
    }

    private String half(String access) {
        try {
            byte[] whole =
                    MessageDigest.getInstance(algorithm.equals("EdDSA") ? "SHA-512" : "SHA-256")
                            .digest(access.getBytes(StandardCharsets.UTF_8));
            return base64(Arrays.copyOf(whole, whole.length / 2));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private String signed(String nonce, String access) {
        Key key = key(algorithm);
        ObjectNode header = JsonMapper.shared().createObjectNode();
        header.put(
                "alg",
                switch (lie) {
                    case ALG_NONE -> "none";
                    case ALG_NONE_IN_CAPITALS -> "NONE";
                    case HMAC_WITH_THE_PUBLIC_KEY -> "HS256";
                    case OTHER_ALGORITHM -> "PS256";
                    default -> algorithm;
                });
        header.put("kid", lie == Lie.UNKNOWN_KEY ? "nobody's" : key.id());
        if (lie == Lie.CRITICAL_HEADER) {
            ArrayNode critical = header.putArray("crit");
            critical.add("b64");
            header.put("b64", true);
        }
        String claims = JsonMapper.shared().writeValueAsString(told(nonce, access));
        if (lie == Lie.CLAIMS_ARE_A_LIST) {
            claims = "[" + claims + "]";
        }
        if (lie == Lie.A_CLAIM_TWICE) {
            claims = "{\"sub\":\"somebody else\"," + claims.substring(1);
        }
        try {
            PrivateKey secret = key.secret();
            if (lie == Lie.FOREIGN_KEY || lie == Lie.KEY_IN_THE_HEADER) {
                RSAKey own = new RSAKeyGenerator(2_048).keyID(key.id()).generate();
                secret = own.toPrivateKey();
                if (lie == Lie.KEY_IN_THE_HEADER) {
                    header.set(
                            "jwk", JsonMapper.shared().readTree(own.toPublicJWK().toJSONString()));
                }
            }
            String head = base64(JsonMapper.shared().writeValueAsString(header));
            String body = base64(claims);
            String text = head + "." + body;
            return switch (lie) {
                case ALG_NONE, ALG_NONE_IN_CAPITALS, NO_SIGNATURE -> text + ".";
                case TWO_PARTS -> text;
                case NOT_BASE64 -> head + ".%%%." + base64("x");
                case HMAC_WITH_THE_PUBLIC_KEY -> text + "." + hmac(key, text);
                default -> text + "." + signature(secret, text);
            };
        } catch (JOSEException | GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static String hmac(Key key, String text)
            throws GeneralSecurityException, JOSEException {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] shown = ((RSAKey) key.shown()).toRSAPublicKey().getEncoded();
        mac.init(new SecretKeySpec(shown, "HmacSHA256"));
        return base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String signature(PrivateKey secret, String text)
            throws GeneralSecurityException {
        Signature sign =
                Signature.getInstance(
                        switch (secret.getAlgorithm()) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSAinP1363Format";
                            default -> "Ed25519";
                        });
        sign.initSign(secret);
        sign.update(text.getBytes(StandardCharsets.US_ASCII));
        return base64(sign.sign());
    }

    private void give(HttpExchange exchange, byte[] body) throws IOException {
        give(exchange, body, manner);
    }

    private void give(HttpExchange exchange, byte[] body, Manner how) throws IOException {
        Manner now = manner == Manner.WHOLE ? how : manner;
        switch (now) {
            case WHOLE -> answer(exchange, 200, body);
            case SILENT -> await();
            case FAULT -> answer(exchange, 500, body);
            case ELSEWHERE -> {
                exchange.getResponseHeaders().set("Location", issuer() + "/keys");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            }
            case HUGE -> answer(exchange, 200, new byte[1_000_000]);
            case DRIP -> {
                exchange.sendResponseHeaders(200, 10_000);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 10_000 && !closed.await(20, TimeUnit.MILLISECONDS); i++) {
                        out.write(' ');
                        out.flush();
                    }
                } catch (InterruptedException told) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void await() {
        try {
            var _ = closed.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
