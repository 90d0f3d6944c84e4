// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A running office: database, journals, keys, registers and the web in front of them. One per data
/// folder. Prints nothing; writes `logs/` in its folder, without personal data.
public final class Office implements AutoCloseable {
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
    public static Office start(OfficeSettings settings) {
        DataFolder folder = DataFolder.take(settings.data());
        try {
            settings.progress().step("opening the doors");
            Readiness readiness = new Readiness();
            ConfigurableApplicationContext context = web(settings, folder, readiness);
            WebServer server = ((ServletWebServerApplicationContext) context).getWebServer();
            int port = Objects.requireNonNull(server).getPort();
            readiness.now(Readiness.State.READY);
            return new Office(folder, readiness, context, "http://localhost:" + port);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static ConfigurableApplicationContext web(
            OfficeSettings settings, DataFolder folder, Readiness readiness) {
        return new SpringApplicationBuilder(WebShell.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .properties(WebSettings.of(settings, folder.path()))
                .initializers(c ->
                        ((GenericApplicationContext) c)
                                .registerBean(Readiness.class, () -> readiness))
                .run();
    }

    /// Where the office answers, for example `http://localhost:8080`.
    public String base() {
        return base;
    }

    /// Stops taking work, lets running requests end, then stops everything in reverse order.
    @Override
    public void close() {
        readiness.now(Readiness.State.STOPPING);
        context.close();
        folder.close();
    }
}
