// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The services, registers and texts that this office has, as its packs state them. Read once at
/// start, checked whole, immutable and thread-safe afterwards.
public final class Catalogue {
    private final Map<String, Service> services;
    private final Map<String, RegisterDefinition> registers;
    private final Texts texts;
    private final Recovery recovery;
    private final Map<String, FactRules> facts;

    private Catalogue(
            Map<String, Service> services,
            Map<String, RegisterDefinition> registers,
            Texts texts,
            Recovery recovery,
            Map<String, FactRules> facts) {
        this.facts = facts;
        this.services = services;
        this.registers = registers;
        this.texts = texts;
        this.recovery = recovery;
    }

    /// Reads every pack below the folder. Refuses with [PackRefused] the first file that is not
    /// complete, and any reference between files that leads nowhere.
    public static Catalogue read(Path packs) {
        if (!Files.isDirectory(packs)) {
            throw new PackRefused(packs, "", "is no folder");
        }
        PackReader reader = new PackReader(packs);
        Map<String, RegisterDefinition> registers = new LinkedHashMap<>();
        reader.registers().forEach(r -> registers.put(r.code(), r));
        Texts texts = reader.texts();
        Map<String, Service> services = new LinkedHashMap<>();
        reader.services().forEach(s -> services.put(s.code(), s));
        services.values().forEach(s -> checkReferences(s, services, registers, texts));
        Recovery recovery = reader.recovery(services.keySet());
        Map<String, FactRules> facts = new LinkedHashMap<>();
        reader.facts(registers.keySet()).forEach(rules -> facts.put(rules.country(), rules));
        return new Catalogue(services, registers, texts, recovery, Map.copyOf(facts));
    }

    /// The service of that code, as `kr.resident-transcript`.
    public Optional<Service> service(String code) {
        return Optional.ofNullable(services.get(code));
    }

    /// All services, in the order of their codes.
    public List<Service> services() {
        return List.copyOf(services.values());
    }

    /// The services of one country, `kr` or `jp`.
    public List<Service> services(String country) {
        return services.values().stream().filter(s -> s.country().equals(country)).toList();
    }

    /// The service by which people of a country report that they moved; empty where there is none.
    ///
    /// @param country `kr` or `jp`
    public Optional<Service> move(String country) {
        return services(country).stream().filter(s -> s.move().isPresent()).findFirst();
    }

    /// The definition of a register.
    public Optional<RegisterDefinition> register(String code) {
        return Optional.ofNullable(registers.get(code));
    }

    /// All registers.
    public List<RegisterDefinition> registers() {
        return List.copyOf(registers.values());
    }

    /// The words of refusals and verdicts.
    public Texts texts() {
        return texts;
    }

    /// What relying parties may have checked about the people of a country; empty where they may
    /// check nothing.
    ///
    /// @param country `kr` or `jp`
    public Optional<FactRules> facts(String country) {
        return Optional.ofNullable(facts.get(country));
    }

    /// In which order things come back, and what to do when something is lost.
    public Recovery recovery() {
        return recovery;
    }

    private static void checkReferences(
            Service service,
            Map<String, Service> services,
            Map<String, RegisterDefinition> registers,
            Texts texts) {
        Path file = Path.of(service.code().replace('.', '/'), "service.yaml");
        if (!registers.containsKey(service.register())) {
            throw new PackRefused(file, "register", "no such register: " + service.register());
        }
        service.move().ifPresent(rule -> checkMove(file, service, rule, services, registers));
        for (int i = 0; i < service.askers().size(); i++) {
            AskerRule rule = service.askers().get(i);
            String key = "askers[" + i + "].";
            rule.refusal().ifPresent(code -> checkText(file, key + "refusal", code, texts));
            rule.instead()
                    .filter(code -> !services.containsKey(code))
                    .ifPresent(code -> {
                        throw new PackRefused(file, key + "instead", "no such service: " + code);
                    });
        }
        for (int i = 0; i < service.restrictions().size(); i++) {
            String code = service.restrictions().get(i).refusal();
            checkText(file, "restrictions[" + i + "].refusal", code, texts);
        }
    }

    private static void checkMove(
            Path file,
            Service service,
            MoveRule rule,
            Map<String, Service> services,
            Map<String, RegisterDefinition> registers) {
        List<Service> country =
                services.values().stream()
                        .filter(s -> s.country().equals(service.country()))
                        .toList();
        if (country.stream().filter(s -> s.move().isPresent()).count() > 1) {
            throw new PackRefused(file, "move", "is not the only one of " + service.country());
        }
        RegisterDefinition register =
                Objects.requireNonNull(registers.get(service.register()), "was looked for before");
        MoveReader.check(file, rule, register, country);
    }

    private static void checkText(Path file, String key, String code, Texts texts) {
        if (texts.find(code).isEmpty()) {
            throw new PackRefused(file, key, "has no words in texts: " + code);
        }
    }
}
