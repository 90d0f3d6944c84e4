// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.api.Doors;
import org.holdfast.api.OwnTrust;
import org.holdfast.cases.Cases;
import org.holdfast.cases.CasesSettings;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.database.Database;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.documents.Documents;
import org.holdfast.documents.guard.Guard;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Identity;
import org.holdfast.identity.Principals;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.keys.Providers;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.logins.LoginSettings;
import org.holdfast.logins.Logins;
import org.holdfast.logins.OutsideCertificates;
import org.holdfast.offices.Offices;
import org.holdfast.officials.Officials;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.OpenIdSettings;
import org.holdfast.pki.Pki;
import org.holdfast.portal.PortalSettings;
import org.holdfast.provider.Provider;
import org.holdfast.registers.Registers;
import org.holdfast.registers.RegistersSession;
import org.holdfast.registers.RegistersSettings;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SitesSettings;
import org.holdfast.validation.PathRules;
import org.holdfast.validation.StatusStore;
import org.holdfast.validation.StoreSettings;
import org.holdfast.validation.Strength;
import org.holdfast.validation.Tiers;
import org.holdfast.validation.Validation;
import org.holdfast.verifier.PaperVerifier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the modules are given, from the bottom up. Whatever opens here closes in reverse order of
/// need: first what uses, then what is used, the database server last.
@Configuration(proxyBeanMethods = false)
class OfficeModules {
    /// Connections to the database; issuing holds none while it lays out or signs.
    private static final int CONNECTIONS = 24;

    /// Requests inside at once. Most of the time of a request is waiting for a disk, so there may
    /// be far more than cores; beyond this, waiting would only make everybody slower.
    private static final int INSIDE = 128;

    private static final int WAITING = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /// The system property that says for how many days any backup of this office is kept.
    private static final String BACKUPS_KEPT = "holdfast.backups.days";

    /// The system property that names the domain that people log in at.
    static final String LOGIN_DOMAIN = "holdfast.login.domain";

    /// The system property that names further origins of pages that people log in at, by commas.
    private static final String LOGIN_ORIGINS = "holdfast.login.origins";

    /// The system property that names the file of outside providers.
    private static final String OPENID_FILE = "holdfast.openid.file";

    /// The system property that says for how many hours what outside providers publish is used.
    private static final String OPENID_AGE = "holdfast.openid.hours";

    /// The system property that names the file of results of drills.
    private static final String DRILLS = "holdfast.drills";

    /// Each module with a schema, from the bottom up.
    static final List<String> SCHEMAS =
            List.of("ledger", "identity", "registers", "cases", "sites");

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    Doors doors(Readiness readiness) {
        return new Doors() {
            @Override
            public boolean open() {
                return readiness.state() == Readiness.State.READY;
            }

            @Override
            public boolean openToMirrors() {
                return open() || readiness.state() == Readiness.State.CATCHING_UP;
            }
        };
    }

    @Bean
    DatabaseHome databaseHome(OfficeSettings settings) {
        if (settings.site().isPresent()) {
            return new DatabaseHome(Optional.empty(), settings.site().get().database());
        }
        settings.progress().step("starting the database");
        EmbeddedServer server = EmbeddedServer.start(settings.data().resolve("postgres"));
        server.ensureDatabase("holdfast");
        return new DatabaseHome(Optional.of(server), server.settings("holdfast", CONNECTIONS));
    }

    @Bean
    Database database(DatabaseHome home, OfficeSettings settings) {
        settings.progress().step("opening the database");
        Database database;
        if (settings.site().isPresent() && hasCopy(settings)) {
            database = Database.openLater(home.settings(), SCHEMAS);
        } else {
            if (settings.site().isPresent()) {
                Database.await(home.settings());
            }
            database = Database.open(home.settings());
            database.migrate(SCHEMAS);
        }
        database.watch();
        return database;
    }

    /// Whether there is something to serve from while the database is away.
    private static boolean hasCopy(OfficeSettings settings) {
        return Files.exists(settings.data().resolve("copy").resolve("registers.sqlite"));
    }

    @Bean
    Offices offices() {
        return Offices.standard();
    }

    @Bean
    Keys keys(OfficeSettings settings, Offices offices, InstantSource clock, SecureRandom random) {
        settings.progress().step("opening the keys");
        KeysSettings where = new KeysSettings(settings.data().resolve("keys"), settings.demo());
        return Keys.open(where, offices, clock, random);
    }

    @Bean
    Seals seals(Keys keys) {
        return keys.seals();
    }

    /// The own copy lies beside the journals that it is folded from.
    @Bean
    RegistersSettings registersSettings(OfficeSettings settings) {
        return new RegistersSettings(Optional.of(settings.data().resolve("copy")));
    }

    @Bean
    LedgerSettings ledgerSettings(
            OfficeSettings settings, Optional<LocalPatroni> patroni, Database database, Keys keys) {
        settings.progress().step("opening the journals");
        LedgerSettings usual =
                LedgerSettings.of(settings.data().resolve("journals"))
                        .withHeads(settings.heads())
                        .importing(imports(database, keys));
        return settings.site()
                .map(site ->
                        usual.sharing(
                                new LedgerSettings.Shared(
                                                site.place(),
                                                site.copies(),
                                                Optional.of(site.self()),
                                                site.standbys(),
                                                patroni.orElseThrow())
                                        .hearing(site.levels())))
                .orElse(usual);
    }

    /// What a database that ends below the journal gets of each entry beside its row.
    private static EntryImport imports(Database database, Keys keys) {
        return RegistersSession.imports(database, keys).and(Cases.imports(keys));
    }

    @Bean(initMethod = "start")
    Pki pki(
            OfficeSettings settings,
            Ledger ledger,
            Keys keys,
            InstantSource clock,
            SecureRandom random) {
        String place = settings.site().map(site -> "" + site.place()).orElse("office");
        return new Pki(
                ledger,
                keys,
                clock,
                random,
                place,
                settings.data().resolve("copy").resolve("certificates-heard"));
    }

    /// What is about a citizen is encrypted by the key of their papers, so that it ends when they
    /// are erased; what is about others by a key of its own.
    @Bean(initMethod = "start")
    Logins logins(
            Database database,
            Ledger ledger,
            Keys keys,
            CertificateSources certificates,
            Identity identity,
            Registers registers,
            Chance chance) {
        Logins.Below below =
                new Logins.Below(
                        database,
                        ledger,
                        keys,
                        certificates.pki(),
                        identity.accounts(),
                        identity.principals(),
                        who -> PersonalKey.of(who, registers, keys.dataKeys()),
                        certificates.outside());
        Set<String> origins =
                Arrays.stream(System.getProperty(LOGIN_ORIGINS, "").split(",", -1))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.toSet());
        return new Logins(
                below,
                new LoginSettings(
                        System.getProperty(LOGIN_DOMAIN, LoginSettings.HERE.domain()), origins),
                Tiers.STANDARD,
                chance.clock(),
                chance.random());
    }

    /// What outside authorities say, where an operator has written down whom to follow; its folder
    /// is this node's own.
    @Bean(destroyMethod = "")
    OutsideCertificates.@Nullable Outside outside(OfficeSettings settings, InstantSource clock) {
        Path file = settings.data().resolve("outside").resolve("authorities.json");
        if (!Files.exists(file)) {
            return null;
        }
        settings.progress().step("reading what outside authorities said");
        PathRules rules = new PathRules(Strength.STANDARD);
        StoreSettings store =
                StoreSettings.read(file, settings.data().resolve("copy").resolve("status"));
        StatusStore status = new StatusStore(store, Strength.STANDARD, rules, clock);
        return new OutsideCertificates.Outside(
                status, new Validation(rules, status, store.tiers(), clock));
    }

    /// Our own authorities, and those outside.
    record CertificateSources(Pki pki, Optional<OutsideCertificates.Outside> outside) {}

    @Bean
    CertificateSources certificateSources(Pki pki, Optional<OutsideCertificates.Outside> outside) {
        return new CertificateSources(pki, outside);
    }

    /// Follows before the doors open, so that nobody comes in by an account that was closed.
    @Bean(initMethod = "start")
    Officials officials(
            Database database,
            Ledger ledger,
            Keys keys,
            Identity identity,
            Offices offices,
            Logins logins,
            InstantSource clock) {
        return new Officials(
                new Officials.Below(database, ledger, keys, identity, offices, logins.handovers()),
                clock);
    }

    @Bean(initMethod = "start")
    Provider provider(
            Ledger ledger, Keys keys, Accounts accounts, Registers registers, Chance chance) {
        return new Provider(
                new Provider.Below(
                        ledger,
                        keys,
                        accounts,
                        who -> PersonalKey.of(who, registers, keys.dataKeys())),
                chance.clock(),
                chance.random());
    }

    /// A file that cannot be read as settings stops the start: whoever wrote it is there.
    @Bean(initMethod = "start")
    OpenId openId(OfficeSettings settings, Keys keys, Chance chance) {
        Path file =
                Path.of(
                        System.getProperty(
                                OPENID_FILE, settings.data().resolve("openid.json").toString()));
        Duration age = Duration.ofHours(Long.getLong(OPENID_AGE, OpenIdSettings.AGE.toHours()));
        return new OpenId(
                OpenIdSettings.read(file, age),
                settings.data().resolve("copy").resolve("openid"),
                keys,
                chance.clock(),
                chance.random());
    }

    /// Time and chance.
    record Chance(InstantSource clock, SecureRandom random) {}

    @Bean
    Chance chance(InstantSource clock, SecureRandom random) {
        return new Chance(clock, random);
    }

    @Bean
    Guard guard(OwnTrust trust, InstantSource clock) {
        return new Guard(new PaperVerifier(clock, Providers.fast()), trust);
    }

    @Bean
    CasesSettings casesSettings(OfficeSettings settings) {
        Path packs = Path.of(System.getProperty("holdfast.home", ".")).resolve("packs");
        CasesSettings usual = CasesSettings.of(packs, settings.demo());
        return new CasesSettings(
                packs,
                settings.demo(),
                usual.sealWait(),
                Integer.getInteger(BACKUPS_KEPT, usual.backupsKeptDays()));
    }

    @Bean
    WarmUp warmUp(
            CasesSettings settings, Catalogue catalogue, Documents documents, InstantSource clock) {
        return new WarmUp(settings.packs(), catalogue, documents, clock);
    }

    @Bean
    Identity identity(
            OfficeSettings settings,
            Database database,
            Keys keys,
            InstantSource clock,
            SecureRandom random) {
        Optional<Path> copy = Optional.of(settings.data().resolve("copy"));
        return Identity.open(copy, database, keys, clock, random);
    }

    @Bean
    Accounts accounts(Identity identity) {
        return identity.accounts();
    }

    @Bean
    Principals principals(Identity identity) {
        return identity.principals();
    }

    /// Answers probes at once; probes others from when the doors open.
    @Bean
    Probes probes(OfficeSettings settings, InstantSource clock, SecureRandom random) {
        return Probes.of(
                settings.site().map(SiteSettings::probes).orElseGet(SitesSettings::alone),
                clock,
                random);
    }

    @Bean
    Limiter limiter() {
        return new BoundedLimiter(INSIDE, WAITING, PATIENCE);
    }

    /// Where `drill campaign` keeps its results, unless [#DRILLS] says otherwise.
    private static Path drills() {
        Path home = Path.of(System.getProperty("holdfast.home", "."));
        return Path.of(
                System.getProperty(DRILLS, home.resolve("data-drills/campaign.jsonl").toString()));
    }

    @Bean
    PortalSettings portalSettings(OfficeSettings settings) {
        return new PortalSettings(settings.demo(), settings.data(), drills());
    }
}
