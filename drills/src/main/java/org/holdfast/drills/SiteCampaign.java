// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Many runs over hours or days: each result is one line of a file, and what comes next is what the
/// file has least of, measured by how much is wanted. So it goes on where it was stopped.
public final class SiteCampaign {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;

    /// @param file of results; made when it is not there
    public SiteCampaign(Path file) {
        this.file = file;
    }

    /// What can come next.
    ///
    /// @param site empty: the primary's
    public record Step(SiteDrillKind kind, Optional<String> site, boolean withEtcdLeader) {
        /// How often it is wanted in all: a drill's repeats are shared by its variants.
        double wanted() {
            long variants = steps().stream().filter(one -> one.kind() == kind).count();
            return (double) kind.repeats() / variants;
        }

        private boolean is(ObjectNode run) {
            return run.path("name").asString("").equals(kind.word())
                    && run.path("withEtcdLeader").asBoolean(false) == withEtcdLeader
                    && !run.has(SiteRun.ABORTED)
                    && !run.has("link")
                    && (site.isEmpty() || run.path("site").asString("").equals(site.get()));
        }
    }

    /// Everything that is in turn.
    public static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (SiteDrillKind kind : SiteDrillKind.values()) {
            if (kind == SiteDrillKind.SITE_LOSS) {
                for (String site : List.of("a", "b", "c")) {
                    steps.add(new Step(kind, Optional.of(site), false));
                    steps.add(new Step(kind, Optional.of(site), true));
                }
            } else {
                steps.add(new Step(kind, Optional.empty(), false));
            }
        }
        return steps;
    }

    /// What comes next; empty when there is enough of everything. A run that was aborted is kept
    /// and is a failed one, and its step is still wanted.
    ///
    /// @param possible which drills can be made in the cluster; the others are left out
    public Optional<Step> next(Predicate<SiteDrillKind> possible) throws IOException {
        List<SiteRun> runs = runs();
        Map<Step, Double> shares = new HashMap<>();
        for (Step step : steps()) {
            long done = runs.stream().filter(run -> step.is(run.json())).count();
            shares.put(step, done / step.wanted());
        }
        return steps().stream()
                .filter(step -> possible.test(step.kind()))
                .filter(step -> shares.getOrDefault(step, 0.0) < 1)
                .min(java.util.Comparator.comparing(step -> shares.getOrDefault(step, 0.0)));
    }

    /// Appends a result; it is on the disk when this returns.
    public void add(SiteRun run) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(
                file,
                JSON.writeValueAsString(run.json()) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }

    /// Every result so far. A last line that a crash cut short is no result.
    public List<SiteRun> runs() throws IOException {
        List<SiteRun> runs = new ArrayList<>();
        if (!Files.exists(file)) {
            return runs;
        }
        for (String line : Files.readAllLines(file)) {
            try {
                if (JSON.readTree(line) instanceof ObjectNode json) {
                    runs.add(new SiteRun(json));
                }
            } catch (JacksonException cut) {
                // not a result
            }
        }
        return runs;
    }
}
