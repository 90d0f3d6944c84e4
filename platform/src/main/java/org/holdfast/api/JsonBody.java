// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON object that a request carries, read strictly: one object, no member twice, nothing
/// after it, no member that the route does not describe, at most 64 KB and 16 levels.
final class JsonBody {
    /// The longest JSON body taken in.
    static final int MOST_BYTES = BodyLimits.MOST_FORM_BYTES;

    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxNameLength(200)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final ObjectNode node;

    private JsonBody(ObjectNode node) {
        this.node = node;
    }

    static JsonBody read(HttpServletRequest request, Set<String> described) throws IOException {
        return read(request, described, MOST_BYTES);
    }

    /// The same for a body of another length, where files are inside.
    ///
    /// @param most bytes
    static JsonBody read(HttpServletRequest request, Set<String> described, int most)
            throws IOException {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ProblemRaised("unknown-content", 415);
        }
        byte[] bytes = Bodies.read(request, most);
        JsonNode read;
        try {
            read = STRICT.readTree(bytes);
        } catch (JacksonException e) {
            throw new ProblemRaised("malformed-json", 400);
        }
        if (!(read instanceof ObjectNode object)) {
            throw new ProblemRaised("malformed-json", 400);
        }
        return of(object, described);
    }

    private static JsonBody of(ObjectNode object, Set<String> described) {
        for (String name : object.propertyNames()) {
            if (!described.contains(name)) {
                throw new ProblemRaised("unknown-field", 400);
            }
        }
        return new JsonBody(object);
    }

    /// A text that must be there, at most `most` characters.
    String text(String name, int most) {
        return maybe(name, most)
                .orElseThrow(() ->
                        new ProblemRaised(Problem.of("missing-field", 422).with("field", name)));
    }

    /// A text that may be absent.
    Optional<String> maybe(String name, int most) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString() || !isText(value.stringValue(), most)) {
            throw bad(name);
        }
        return Optional.of(value.stringValue());
    }

    /// A whole number that may be absent.
    Optional<Integer> whole(String name, int least, int most) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw bad(name);
        }
        return Optional.of(value.intValue());
    }

    /// A day that may be absent, as `2026-11-28`.
    Optional<LocalDate> day(String name) {
        try {
            return maybe(name, 10).map(LocalDate::parse);
        } catch (DateTimeParseException notADay) {
            throw bad(name);
        }
    }

    /// An object that must be there, read as strictly.
    JsonBody within(String name, Set<String> described) {
        if (!node.has(name)) {
            throw new ProblemRaised(Problem.of("missing-field", 422).with("field", name));
        }
        return of(object(name), described);
    }

    /// Bytes in Base64 that may be absent, at most `most` bytes.
    Optional<byte[]> bytes(String name, int most) {
        Optional<String> text = maybe(name, most / 3 * 4 + 4);
        try {
            return text.map(Base64.getDecoder()::decode);
        } catch (IllegalArgumentException notBase64) {
            throw bad(name);
        }
    }

    /// A list of texts that may be absent.
    List<String> texts(String name, int mostItems, int most) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > mostItems) {
            throw bad(name);
        }
        List<String> all = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isString() || !isText(item.stringValue(), most)) {
                throw bad(name);
            }
            all.add(item.stringValue());
        }
        return all;
    }

    /// An object that may be absent, read as strictly.
    Optional<JsonBody> inner(String name, Set<String> described) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode object)) {
            throw bad(name);
        }
        return Optional.of(of(object, described));
    }

    /// A list of objects that may be absent.
    List<JsonBody> objects(String name, int mostItems, Set<String> described) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > mostItems) {
            throw bad(name);
        }
        List<JsonBody> all = new ArrayList<>();
        for (JsonNode item : value) {
            if (!(item instanceof ObjectNode object)) {
                throw bad(name);
            }
            all.add(of(object, described));
        }
        return all;
    }

    /// An object that may be absent; an empty one then.
    ObjectNode object(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return STRICT.createObjectNode();
        }
        if (!(value instanceof ObjectNode object)) {
            throw bad(name);
        }
        return object;
    }

    /// Whether a database can hold it: no U+0000 and no half of a pair.
    private static boolean isText(String value, int most) {
        return value.length() <= most
                && value.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    static ProblemRaised bad(String name) {
        return new ProblemRaised(Problem.of("bad-field", 422).with("field", name));
    }
}
