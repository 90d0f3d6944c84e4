// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.holdfast.database.Database;
import org.holdfast.database.Fence;
import org.holdfast.demo.DemoLoad;
import org.holdfast.demo.DemoOffice;
import org.holdfast.demo.DemoPlan;
import org.holdfast.identity.Identity;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.Offices;
import org.holdfast.registers.BulkLoad;
import org.holdfast.registers.Registers;
import org.holdfast.registers.RegistersSession;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.Probes;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A running office: database, journals, keys, registers and the web in front of them. One per data
/// folder. Prints nothing; writes `logs/` in its folder, without personal data.
public final class Office implements AutoCloseable {
    private static final long READY_LOOK_MILLIS = 50;

    private final DataFolder folder;
    private final Readiness readiness;
    private final ConfigurableApplicationContext context;
    private final String base;

    private Office(
            DataFolder folder,
            Readiness readiness,
            ConfigurableApplicationContext context,
            String base) {
        this.folder = folder;
        this.readiness = readiness;
        this.context = context;
        this.base = base;
    }

    /// Starts an office and returns when it takes work.
    ///
    /// @throws OfficeInUse when another office holds the data folder
    /// @throws RebuildRefused when a recovery of this folder died just before its end
    public static Office start(OfficeSettings settings) {
        return start(settings, InstantSource.system());
    }

    /// The same; for tests with a clock of their own.
    static Office start(OfficeSettings settings, InstantSource clock) {
        return start(settings, clock, System::nanoTime);
    }

    /// The same; for tests with clocks of their own.
    ///
    /// @param nanos by which other sites' silence is measured ([PeersRead])
    static Office start(OfficeSettings settings, InstantSource clock, LongSupplier nanos) {
        OfficeRecovery.requireFinished(settings.data());
        DataFolder folder = DataFolder.take(settings.data());
        try {
            Readiness readiness = new Readiness();
            ConfigurableApplicationContext context = web(settings, folder, readiness, clock, nanos);
            try {
                WebServer server = ((ServletWebServerApplicationContext) context).getWebServer();
                int port = Objects.requireNonNull(server).getPort();
                String host = settings.site().isPresent() ? settings.host() : "localhost";
                Office office =
                        new Office(folder, readiness, context, "http://" + host + ":" + port);
                office.prepare(settings);
                readiness.now(Readiness.State.CATCHING_UP);
                context.getBean(OfficeWatch.class).begin();
                context.getBean(Probes.class).begin();
                context.getBean(Inventories.class).begin();
                context.getBean(PeersRead.class).begin();
                office.catchUp(settings);
                readiness.now(Readiness.State.READY);
                return office;
            } catch (RuntimeException | Error e) {
                context.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static ConfigurableApplicationContext web(
            OfficeSettings settings,
            DataFolder folder,
            Readiness readiness,
            InstantSource clock,
            LongSupplier nanos) {
        return new SpringApplicationBuilder(WebShell.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .properties(WebSettings.of(settings, folder.path()))
                .initializers(c -> {
                    GenericApplicationContext beans = (GenericApplicationContext) c;
                    beans.registerBean(Readiness.class, () -> readiness);
                    beans.registerBean(InstantSource.class, () -> clock);
                    beans.registerBean(LongSupplier.class, () -> nanos);
                    beans.registerBean(OfficeSettings.class, () -> settings);
                    settings.site()
                            .ifPresent(site ->
                                    beans.registerBean(
                                            LocalPatroni.class,
                                            () -> new LocalPatroni(site.patroni())));
                })
                .run();
    }

    /// What must be there before the doors open: made-up people and their accounts in a demo, one
    /// operator otherwise, and the trust list.
    private void prepare(OfficeSettings settings) {
        Identity identity = context.getBean(Identity.class);
        Database database = context.getBean(Database.class);
        settings.site()
                .ifPresent(site ->
                        site.peers().forEach(context.getBean(Ledger.class).mirroring()::admit));
        if (settings.demo()) {
            context.getBean(WarmUp.class).begin();
        }
        if (database.pulse().isAway()) {
            settings.progress().step("the database is away: serving from the own copy");
        } else if (settings.demo()) {
            // Of several sites that start together, one fills and the others find it full.
            try (Fence _ = Fence.await(database, "demo-fill")) {
                fillDemo(settings, identity, database);
            }
        } else {
            identity.firstOperator(
                    database,
                    login -> folder.write("operator.txt", base + "/login/" + login + "\n"));
        }
        publishTrust();
        context.getBean(Inventories.class).refresh();
    }

    /// Files from before are no ground to say anything as of now. While the database is away they
    /// are one to say as of when ([org.holdfast.registers.RegistersSession#isReady]). Nor is
    /// anybody served before what other sites' nodes have recorded is read, as far as it can be
    /// had.
    private void catchUp(OfficeSettings settings) {
        RegistersSession registers = context.getBean(RegistersSession.class);
        PeersRead peers = context.getBean(PeersRead.class);
        String said = "";
        while (!registers.isReady() || !peers.isThrough()) {
            String waiting =
                    registers.isReady()
                            ? "waiting for the node journals of the other sites"
                            : "waiting for the newest entries of the central journal";
            if (!said.equals(waiting)) {
                settings.progress().step(waiting);
                said = waiting;
            }
            context.getBean(OfficeWatch.class)
                    .startAgain()
                    .ifPresent(why -> {
                        throw new StartAgain(why);
                    });
            try {
                Thread.sleep(READY_LOOK_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while catching up", stop);
            }
        }
    }

    private void fillDemo(OfficeSettings settings, Identity identity, Database database) {
        DemoPlan plan = DemoPlan.of(settings.population());
        Offices offices = context.getBean(Offices.class);
        fill(settings, plan, new DemoLoad(context.getBean(BulkLoad.class), offices));
        ObjectNode demo =
                new DemoOffice(
                                database,
                                identity.accounts(),
                                identity.principals(),
                                context.getBean(Registers.class),
                                offices)
                        .open(plan, base);
        folder.write(
                "demo.json",
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(demo));
    }

    /// Nothing is said where everybody is there already, as at every later start.
    private static void fill(OfficeSettings settings, DemoPlan plan, DemoLoad load) {
        AtomicBoolean said = new AtomicBoolean();
        var _ =
                load.run(
                        plan,
                        (people, of) -> {
                            if (said.compareAndSet(false, true)) {
                                settings.progress().step("filling the demo offices");
                            }
                            settings.progress().residents(people, of);
                        });
    }

    /// Keeps `trust.json` in the folder as new as `/trust`: an office's seal is certified when its
    /// first paper is made, and the file then knows it before that paper leaves.
    private void publishTrust() {
        Keys keys = context.getBean(Keys.class);
        keys.whenCertified(() -> folder.write("trust.json", keys::trust));
        folder.write("trust.json", keys::trust);
    }

    /// For tests of what all routes have in common.
    ApplicationContext context() {
        return context;
    }

    /// Why this office has to be closed and started again to go on, in words: a disk had failed one
    /// of its journals, and takes writes again. Empty while all is well, or nothing is yet.
    public Optional<String> startAgain() {
        return context.getBean(OfficeWatch.class).startAgain();
    }

    /// Where the office answers, for example `http://localhost:8080`.
    public String base() {
        return base;
    }

    /// Stops taking work, lets running requests end, then stops everything in reverse order.
    @Override
    public void close() {
        if (readiness.state() == Readiness.State.STOPPING) {
            return;
        }
        readiness.now(Readiness.State.STOPPING);
        try {
            context.close();
        } finally {
            folder.close();
        }
    }
}
