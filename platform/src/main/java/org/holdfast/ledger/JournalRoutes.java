// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.keys.RootAuthority;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Serves the journals to everybody: the list, and the C2SP tlog-tiles files of every origin. Blobs
/// are not served, but the content of each opening entry, so that everybody can see that the
/// origins continue each other. A partial tile that became full is cut from the full one, so a slow
/// reader never meets a gap.
public final class JournalRoutes {
    private static final Pattern TILE =
            Pattern.compile(
                    "tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})"
                            + "(?:\\.p/([1-9][0-9]{0,2}))?");
    private static final Pattern ADDRESS = Pattern.compile("/journal/([a-z]+-[0-9]+)/(.+)");
    private static final String OCTETS = "application/octet-stream";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String FOR_A_SECOND = "public, max-age=1";
    private static final int HASH = 32;
    private static final int FULL = 256;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Ledger ledger;
    private final byte[] root;
    private final Supplier<List<RootAuthority.Compromise>> compromises;

    /// @param root the certificate of the root that certified the journals' keys, DER
    /// @param compromises what that root stated of keys in other hands
    public JournalRoutes(
            Ledger ledger, byte[] root, Supplier<List<RootAuthority.Compromise>> compromises) {
        this.ledger = ledger;
        this.root = root.clone();
        this.compromises = compromises;
    }

    /// `GET /journal/` and everything below it.
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/journal", _ -> list())
                .GET("/journal/", _ -> list())
                .GET("/journal/list", _ -> lines())
                .GET("/journal/root", _ -> answer("application/pkix-cert", FOR_A_SECOND, root))
                .GET("/journal/compromised", _ -> compromised())
                .GET("/journal/{name}/**", this::file)
                .build();
    }

    private ServerResponse list() {
        ArrayNode list = JSON.createArrayNode();
        for (PublicJournal journal : ledger.journals()) {
            list.addObject()
                    .put("name", journal.name())
                    .put("origin", journal.origin())
                    .put("vkey", journal.vkey())
                    .put("href", journal.href())
                    .put("size", journal.size());
        }
        return answer(
                "application/json",
                FOR_A_SECOND,
                JSON.writeValueAsString(list).getBytes(StandardCharsets.UTF_8));
    }

    /// The list as lines of name, origin, vkey and size, for readers without JSON.
    private ServerResponse lines() {
        StringBuilder lines = new StringBuilder();
        for (PublicJournal journal : ledger.journals()) {
            lines.append(journal.name()).append(' ').append(journal.origin()).append(' ');
            lines.append(journal.vkey()).append(' ').append(journal.size()).append('\n');
        }
        return answer(TEXT, FOR_A_SECOND, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Lines of key, since, made and signature, as in trust files.
    private ServerResponse compromised() {
        StringBuilder lines = new StringBuilder();
        for (RootAuthority.Compromise one : compromises.get()) {
            lines.append(one.key()).append(' ').append(one.since()).append(' ');
            lines.append(one.made()).append(' ');
            lines.append(Base64.getEncoder().encodeToString(one.signature())).append('\n');
        }
        return answer(TEXT, FOR_A_SECOND, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private ServerResponse file(ServerRequest request) throws IOException {
        Matcher address = ADDRESS.matcher(request.path());
        if (!address.matches()) {
            return ServerResponse.notFound().build();
        }
        Optional<PublicJournal> journal =
                ledger.journals().stream()
                        .filter(one -> one.name().equals(address.group(1)))
                        .findFirst();
        if (journal.isEmpty()) {
            return ServerResponse.notFound().build();
        }
        Path folder = journal.get().folder();
        String path = address.group(2);
        return switch (path) {
            case "checkpoint" -> whole(folder.resolve(path), TEXT, FOR_A_SECOND);
            case "vkey" -> text(journal.get().vkey());
            case "origin" -> text(journal.get().origin());
            case "opening" -> answer(OCTETS, FOR_EVER, journal.get().opening().get());
            default -> tile(folder, path);
        };
    }

    private static ServerResponse text(String line) {
        return answer(TEXT, FOR_A_SECOND, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ServerResponse tile(Path folder, String path) throws IOException {
        Matcher tile = TILE.matcher(path);
        if (!tile.matches()) {
            return ServerResponse.notFound().build();
        }
        Path file = folder.resolve(path);
        if (tile.group(3) == null || Files.isRegularFile(file)) {
            return whole(file, OCTETS, FOR_EVER);
        }
        int width = Integer.parseInt(tile.group(3));
        Path full = folder.resolve("tile/" + tile.group(1) + "/" + tile.group(2));
        if (width >= FULL || !Files.isRegularFile(full)) {
            return ServerResponse.notFound().build();
        }
        byte[] bytes = Files.readAllBytes(full);
        int end = tile.group(1).equals("entries") ? entries(bytes, width) : width * HASH;
        return answer(OCTETS, FOR_EVER, Arrays.copyOf(bytes, end));
    }

    /// Where the first entries of a bundle end; each has its length in two bytes before it.
    private static int entries(byte[] bundle, int count) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            at += 2 + ((bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff));
        }
        return at;
    }

    private static ServerResponse whole(Path file, String type, String caching) throws IOException {
        try {
            return answer(type, caching, Files.readAllBytes(file));
        } catch (NoSuchFileException absent) {
            return ServerResponse.notFound().build();
        }
    }

    /// Sets headers on the response itself, over whatever stands in front of all routes; journals
    /// may be read by pages of other places.
    private static ServerResponse answer(String type, String caching, byte[] bytes) {
        return ServerResponse.ok()
                .build((_, response) -> {
                    response.setContentType(type);
                    response.setContentLength(bytes.length);
                    response.setHeader("Cache-Control", caching);
                    response.setHeader("Access-Control-Allow-Origin", "*");
                    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
                    response.getOutputStream().write(bytes);
                    return null;
                });
    }
}
