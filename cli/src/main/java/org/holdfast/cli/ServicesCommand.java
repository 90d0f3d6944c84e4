// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.holdfast.cases.OfficeState;
import org.holdfast.cases.ServingRule;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `services`: which services the packs have; with `--states`, what each does while the database is
/// there, while the own copy stands in for it, and when that is older than the service allows.
@Command(name = "services", description = "List the services of the packs.")
final class ServicesCommand implements Callable<Integer> {
    @Option(
            names = "--states",
            description = "What each service does in which state of the office.")
    private boolean states;

    @Override
    public Integer call() {
        Path packs = Path.of(System.getProperty("holdfast.home", ".")).resolve("packs");
        lines(Catalogue.read(packs), states).forEach(Screen::out);
        return ExitCode.GOOD;
    }

    static List<String> lines(Catalogue catalogue, boolean states) {
        List<String> lines = new ArrayList<>();
        if (states) {
            lines.add(
                    row(
                            "service",
                            "bound",
                            OfficeState.PRIMARY_THERE.text(),
                            OfficeState.COPY_FRESH.text(),
                            OfficeState.COPY_STALE.text()));
        }
        for (Service service : catalogue.services()) {
            lines.add(
                    states
                            ? row(
                                    service.code(),
                                    words(service.staleness()),
                                    rule(service, OfficeState.PRIMARY_THERE),
                                    rule(service, OfficeState.COPY_FRESH),
                                    rule(service, OfficeState.COPY_STALE))
                            : service.code() + "  " + service.heading().title().in("en"));
        }
        return lines;
    }

    private static String rule(Service service, OfficeState state) {
        return ServingRule.of(service, state).text();
    }

    private static String words(Duration bound) {
        return bound.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-26s %-10s %-16s %-18s %s", (Object[]) cells)
                .stripTrailing();
    }
}
