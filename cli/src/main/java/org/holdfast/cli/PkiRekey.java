// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders the renewal of weak seal keys and shows how far it is. The office works by itself: to end
/// the command ends only the looking.
@Command(
        name = "rekey",
        description = {
            "Renew weak seal keys, and sign again what they have sealed.",
            "Ctrl-C ends the looking alone; --status looks again."
        })
final class PkiRekey implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Mixin private PkiOffice office = new PkiOffice();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(names = "--cut-off", description = "From when on old seals alone count no more (UTC).")
    private Optional<String> cutOff = Optional.empty();

    @Option(names = "--reason", description = "Why, in words.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--no-wait", description = "Order, and look no longer.")
    private boolean noWait;

    /// Exactly one of these.
    static final class What {
        @Option(names = "--key", description = "One key of the site that is asked, by its id.")
        private Optional<String> key = Optional.empty();

        @Option(names = "--office", description = "All keys of an office, such as kr-11110.")
        private Optional<String> office = Optional.empty();

        @Option(names = "--made-before", description = "All keys made before a moment (UTC).")
        private Optional<String> before = Optional.empty();

        @Option(names = "--status", description = "Only show what was ordered before.")
        private boolean status;
    }

    @Override
    public Integer call() throws IOException {
        if (what.status) {
            return status();
        }
        ObjectNode order = PkiOffice.order();
        what.key.ifPresent(text -> order.put("key", text));
        what.office.ifPresent(text -> order.put("office", text));
        what.before.ifPresent(text -> order.put("madeBefore", text));
        order.put("cutOff", needed(cutOff, "--cut-off"));
        order.put("reason", needed(reason, "--reason"));
        JsonNode renewal = office.post("/api/v1/renewals", order);
        String name = renewal.required("name").stringValue();
        Screen.out(
                "%s is ordered (receipt: %s); this site seals with other keys now."
                        .formatted(name, renewal.path("receipt").path("grade").asString("")));
        while (!noWait) {
            JsonNode progress = office.get("/api/v1/renewals/" + name);
            show(progress);
            if (finished(progress)) {
                return ExitCode.GOOD;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return ExitCode.GOOD;
    }

    private static String needed(Optional<String> value, String option) throws IOException {
        return value.orElseThrow(() -> new IOException("an order needs " + option));
    }

    private int status() throws IOException {
        boolean all = true;
        for (JsonNode one : office.get("/api/v1/renewals").required("renewals")) {
            JsonNode progress =
                    office.get("/api/v1/renewals/" + one.required("name").stringValue());
            Screen.out(
                    "%s  cut-off %s  %s"
                            .formatted(
                                    one.required("name").stringValue(),
                                    one.required("cutOff").stringValue(),
                                    one.required("reason").stringValue()));
            show(progress);
            all &= finished(progress);
        }
        return all ? ExitCode.GOOD : ExitCode.FINDING;
    }

    /// Whether the site that was asked has done its own.
    private static boolean finished(JsonNode progress) {
        return progress.required("sites")
                .valueStream()
                .filter(site -> site.path("asked").asBoolean(false))
                .anyMatch(site ->
                        site.path("finished").asBoolean(false)
                                && site.path("unreadableCount").asLong(0) == 0);
    }

    private static void show(JsonNode progress) {
        for (JsonNode site : progress.required("sites")) {
            String name = site.required("site").stringValue();
            for (JsonNode service : site.required("services")) {
                Screen.out(
                        "  site %s  %-28s %,d of %,d signed again, %,d stamped, %,d erased"
                                .formatted(
                                        name,
                                        service.required("service").stringValue(),
                                        service.required("resigned").longValue(),
                                        service.required("total").longValue(),
                                        service.required("stamped").longValue(),
                                        service.required("erased").longValue()));
            }
            if (site.path("unreadableCount").asLong(0) > 0) {
                Screen.out(
                        "  site %s  %,d cannot be read, and are tried again"
                                .formatted(name, site.path("unreadableCount").asLong(0)));
            }
            Screen.out("  site %s  %s".formatted(name, ends(site)));
        }
    }

    private static String ends(JsonNode site) {
        if (!site.path("asked").asBoolean(false)) {
            return "ask that site for what waits there";
        }
        if (!site.path("counted").asBoolean(false)) {
            return "still counting; nobody knows when it ends";
        }
        if (site.path("finished").asBoolean(false)) {
            return "nothing waits";
        }
        JsonNode ends = site.path("ends");
        return ends.isObject()
                ? "ends between %s and %s (%.1f papers a second, spread %.1f, of the last %d s)"
                        .formatted(
                                ends.required("earliest").stringValue(),
                                ends.required("latest").stringValue(),
                                ends.required("papersPerSecond").doubleValue(),
                                ends.required("spread").doubleValue(),
                                ends.required("overSeconds").longValue())
                : "nobody knows yet when it ends";
    }
}
