// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.ledger.Receipt;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads the files of the packs folder into services, registers and texts; refuses what is not
/// complete. One use, one thread.
final class PackReader {
    /// A person waits in front of a page that long.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final List<String> LANGUAGES = List.of("ko", "ja", "en");
    private final Path packs;

    PackReader(Path packs) {
        this.packs = packs;
    }

    List<Service> services() {
        return files("service.yaml", 3).map(this::service).toList();
    }

    List<RegisterDefinition> registers() {
        return files(".yaml", 3)
                .filter(f -> String.valueOf(f.getParent()).endsWith("registers"))
                .map(this::register)
                .toList();
    }

    /// @param registers the codes of all registers
    List<FactRules> facts(Set<String> registers) {
        return files("facts.yaml", 2)
                .map(file -> FactRulesReader.read(open(file), registers))
                .toList();
    }

    Texts texts() {
        Map<String, Map<String, String>> byCode = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            PackNode node = open(packs.resolve("texts/" + language + ".yaml"));
            for (String code : node.keys()) {
                byCode.computeIfAbsent(code, _ -> new LinkedHashMap<>())
                        .put(language, node.text(code));
            }
        }
        Map<String, Words> words = new LinkedHashMap<>();
        byCode.forEach((code, said) -> words.put(code, words(code, said)));
        return new Texts(words);
    }

    /// @param services the codes of all packs
    Recovery recovery(Set<String> services) {
        return RecoveryReader.read(
                open(packs.resolve("recovery/order.yaml")),
                open(packs.resolve("recovery/runbooks.yaml")),
                services);
    }

    private static Words words(String code, Map<String, String> said) {
        for (String language : LANGUAGES) {
            if (!said.containsKey(language)) {
                throw new PackRefused(Path.of("texts/" + language + ".yaml"), code, "is missing");
            }
        }
        return new Words(
                said.getOrDefault("ko", ""),
                said.getOrDefault("ja", ""),
                said.getOrDefault("en", ""));
    }

    private Service service(Path file) {
        PackNode n = open(file);
        String code = n.text("service");
        Path folder = packs.relativize(file).getParent();
        String place = String.valueOf(folder).replace('/', '.').replace('\\', '.');
        if (!code.equals(place)) {
            throw n.refused("service", "expected " + place + " after its folder, found " + code);
        }
        Service.Kind kind = n.one(Service.Kind.class, "kind");
        List<AskerRule> askers = n.nodes("askers").stream().map(PackReader::asker).toList();
        distinct(n, "askers", askers.stream().map(AskerRule::code).toList());
        List<Service.Purpose> purposes =
                n.nodes("purposes").stream().map(PackReader::purpose).toList();
        List<Option> options =
                n.nodes("options").stream()
                        .map(o -> PackReader.option(o, askers, purposes))
                        .toList();
        distinct(n, "options", options.stream().map(Option::code).toList());
        if (askers.isEmpty()) {
            throw n.refused("askers", "nobody may ask: a service needs at least one");
        }
        Map<String, Map<String, Words>> vocabulary = vocabulary(n);
        Set<String> codes = new HashSet<>();
        options.forEach(o -> codes.add(o.code()));
        Service service =
                new Service(
                        code,
                        kind,
                        new Service.Heading(n.words("title"), n.words("about"), n.text("law")),
                        n.text("register"),
                        n.one(Service.Covers.class, "covers"),
                        kind == Service.Kind.PAPER ? n.text("layout") : "",
                        zone(n),
                        staleness(n),
                        fee(n.node("fee")),
                        n.maybeNode("waits").map(PackReader::waits).orElse(Service.Waits.SEALED),
                        Set.copyOf(n.texts("statuses")),
                        purposes,
                        askers,
                        options,
                        n.nodes("restrictions").stream().map(PackReader::restriction).toList(),
                        kind == Service.Kind.CHANGE
                                ? Optional.of(MoveReader.read(n.node("move")))
                                : Optional.empty(),
                        vocabulary,
                        kind == Service.Kind.PAPER
                                ? PrintReader.read(n.node("print"), codes, vocabulary)
                                : new Print.Fields(List.of()));
        n.done();
        return service;
    }

    private static AskerRule asker(PackNode n) {
        AskerRule rule =
                new AskerRule(
                        n.text("code"),
                        n.one(AskerRule.Tie.class, "tie"),
                        n.some(AskerRule.Channel.class, "channels"),
                        n.flag("evidence"),
                        n.flag("purpose"),
                        n.maybe("refusal"),
                        n.maybe("instead"),
                        n.text("law"),
                        n.words("label"));
        if (rule.channels().isEmpty()) {
            throw n.refused("channels", "is empty");
        }
        n.done();
        return rule;
    }

    private static Option option(
            PackNode n, List<AskerRule> askers, List<Service.Purpose> purposes) {
        Option.Type type = n.one(Option.Type.class, "type");
        List<Option.Value> values = n.nodes("values").stream().map(PackReader::value).toList();
        String fallback = n.maybe("default").orElse("");
        List<String> allowed =
                switch (type) {
                    case CHOICE -> values.stream().map(Option.Value::code).toList();
                    case FLAG -> List.of("true", "false");
                    case TEXT, PERSONS -> List.of("");
                };
        if (!allowed.contains(fallback)) {
            throw n.refused("default", "expected one of " + allowed + ", found " + fallback);
        }
        Optional<Option.Limit> limit =
                n.maybeNode("limit").map(l -> PackReader.limit(l, allowed, askers, purposes));
        Option option =
                new Option(
                        n.text("code"),
                        type,
                        fallback,
                        n.flag("officerOnly"),
                        values,
                        limit,
                        n.text("law"),
                        n.words("label"));
        n.done();
        return option;
    }

    private static Option.Limit limit(
            PackNode n,
            List<String> allowed,
            List<AskerRule> askers,
            List<Service.Purpose> purposes) {
        Option.Limit limit =
                new Option.Limit(
                        Set.copyOf(n.texts("values")),
                        Set.copyOf(n.texts("askers")),
                        n.flag("purpose"),
                        Set.copyOf(n.texts("purposes")),
                        n.text("law"));
        for (String value : limit.values()) {
            if (!allowed.contains(value)) {
                throw n.refused("values", "expected some of " + allowed + ", found " + value);
            }
        }
        List<String> known = askers.stream().map(AskerRule::code).toList();
        for (String asker : limit.askers()) {
            if (!known.contains(asker)) {
                throw n.refused("askers", "expected some of " + known + ", found " + asker);
            }
        }
        List<String> named = purposes.stream().map(Service.Purpose::code).toList();
        for (String purpose : limit.purposes()) {
            if (!named.contains(purpose)) {
                throw n.refused("purposes", "expected some of " + named + ", found " + purpose);
            }
        }
        n.done();
        return limit;
    }

    private static Option.Value value(PackNode n) {
        Option.Value value = new Option.Value(n.text("code"), n.words("label"));
        n.done();
        return value;
    }

    private static Service.Purpose purpose(PackNode n) {
        Service.Purpose purpose = new Service.Purpose(n.text("code"), n.words("label"));
        n.done();
        return purpose;
    }

    private static Service.Restriction restriction(PackNode n) {
        Service.Restriction found =
                new Service.Restriction(
                        n.one(Service.Restriction.Test.class, "test"),
                        n.text("refusal"),
                        n.text("law"),
                        n.words("label"));
        n.done();
        return found;
    }

    private static Service.Fee fee(PackNode n) {
        Service.Fee fee =
                new Service.Fee(
                        n.whole("counter"), n.whole("online"), n.text("currency"), n.text("law"));
        n.done();
        return fee;
    }

    private static Service.Waits waits(PackNode n) {
        Duration atMost = duration(n, "atMost");
        if (atMost.isNegative() || atMost.compareTo(LONGEST_WAIT) > 0) {
            throw n.refused("atMost", "expected PT0S to " + LONGEST_WAIT + ", found " + atMost);
        }
        Service.Waits waits = new Service.Waits(n.one(Receipt.Grade.class, "grade"), atMost);
        n.done();
        return waits;
    }

    private static Duration staleness(PackNode n) {
        return duration(n, "staleness");
    }

    private static Duration duration(PackNode n, String name) {
        try {
            return Duration.parse(n.text(name));
        } catch (DateTimeException e) {
            throw n.refused(name, "expected a duration as PT24H: " + e.getMessage());
        }
    }

    private static ZoneId zone(PackNode n) {
        try {
            return ZoneId.of(n.text("zone"));
        } catch (DateTimeException e) {
            throw n.refused("zone", "expected a time zone: " + e.getMessage());
        }
    }

    private static Map<String, Map<String, Words>> vocabulary(PackNode n) {
        Map<String, Map<String, Words>> all = new LinkedHashMap<>();
        n.maybeNode("words")
                .ifPresent(words -> {
                    for (String kind : words.keys()) {
                        PackNode codes = words.node(kind);
                        Map<String, Words> said = new LinkedHashMap<>();
                        codes.keys().forEach(c -> said.put(c, codes.words(c)));
                        all.put(kind, Map.copyOf(said));
                    }
                });
        return all;
    }

    private RegisterDefinition register(Path file) {
        PackNode n = open(file);
        List<RegisterDefinition.Item> items = new ArrayList<>();
        for (PackNode i : n.nodes("items")) {
            items.add(
                    new RegisterDefinition.Item(
                            i.text("code"),
                            i.text("type"),
                            i.flag("required"),
                            i.flag("sensitive"),
                            i.text("law"),
                            i.words("label")));
            i.done();
        }
        List<String> codes = items.stream().map(RegisterDefinition.Item::code).toList();
        distinct(n, "items", codes);
        Set<String> search = new HashSet<>(n.texts("search"));
        for (String item : search) {
            if (!codes.contains(item)) {
                throw n.refused("search", "names no item: " + item);
            }
        }
        RegisterDefinition register =
                new RegisterDefinition(
                        n.text("register"), n.words("title"), n.text("law"), items, search);
        n.done();
        return register;
    }

    private static void distinct(PackNode n, String name, List<String> codes) {
        Set<String> seen = new HashSet<>();
        for (String code : codes) {
            if (!seen.add(code)) {
                throw n.refused(name, "has " + code + " twice");
            }
        }
    }

    private Stream<Path> files(String ending, int depth) {
        try (Stream<Path> walk = Files.walk(packs, depth)) {
            return walk.filter(f -> f.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("packs cannot be read: " + packs, e);
        }
    }

    private PackNode open(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Path shown = packs.relativize(file);
        try {
            Object read = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            return new PackNode(shown, "", read);
        } catch (IOException e) {
            throw new PackRefused(shown, "", "cannot be read: " + e.getMessage());
        } catch (YAMLException e) {
            throw new PackRefused(shown, "", "is not YAML: " + e.getMessage());
        }
    }
}
