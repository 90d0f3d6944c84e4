// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What runs at one site, what depends on it, in which order it is restored and what to do when it
/// is lost: one document, written to be read when nothing runs. Holds no secret and nobody's data.
/// A value; its JSON has the members of these records, in this order.
///
/// @param format [#FORMAT]
/// @param cluster the name of the whole
/// @param site which site this is the inventory of
/// @param madeAt when its node last found all of it so
/// @param components of this site alone
/// @param needs what stands only while enough of something else stands, of the whole
/// @param services of the packs, in the order in which they are to be back
/// @param offices that have people at work here
/// @param decided who decided the order, and when
/// @param order of restoring: parts first, then services
/// @param runbooks what to do when something is lost
public record Inventory(
        String format,
        String cluster,
        String site,
        Instant madeAt,
        List<Component> components,
        List<Need> needs,
        List<ServiceLine> services,
        List<OfficeLine> offices,
        String decided,
        List<Rank> order,
        List<Runbook> runbooks) {
    /// What the member `format` says.
    public static final String FORMAT = "holdfast-inventory/1";

    /// The longest document taken in, in bytes.
    static final int MOST_BYTES = 4 << 20;

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Something that runs and can be lost.
    ///
    /// @param id unique in the cluster, such as `etcd.a`
    /// @param kind such as `etcd`
    /// @param address where it answers; empty when nowhere
    /// @param version as installed; empty when nobody could say
    /// @param data the folder that it cannot be made again without; empty when there is none
    /// @param keys the names of its keys and passwords, never what they are
    public record Component(
            String id,
            String kind,
            String site,
            String address,
            String version,
            String data,
            List<String> keys) {
        public Component {
            keys = List.copyOf(keys);
        }
    }

    /// Stands while at least so many of these stand, which are components or other needs.
    public record Need(String id, int atLeast, List<String> of) {
        public Need {
            of = List.copyOf(of);
        }
    }

    /// A service, and what it still does when something is lost.
    ///
    /// @param title in `ko`, `ja` and `en`
    /// @param levels best first; where none stands the service is stopped
    /// @param bound how old an own copy may be
    public record ServiceLine(
            String code,
            Map<String, String> title,
            List<String> offices,
            List<Level> levels,
            Duration bound) {
        public ServiceLine {
            title = sorted(title);
            offices = List.copyOf(offices);
            levels = List.copyOf(levels);
        }
    }

    /// What a service does while something stands.
    ///
    /// @param need that must stand
    /// @param rule what it does then, such as `everybody`
    /// @param late what it does when the own copy is older than its bound
    public record Level(String need, String rule, String late) {}

    /// An office by its code and its name in its own writing.
    public record OfficeLine(String code, String name) {}

    /// One step of the order of restoring.
    ///
    /// @param components kinds or ids that come back in it
    /// @param services codes that come back in it
    /// @param why in `ko`, `ja` and `en`, with the law where there is one
    public record Rank(List<String> components, List<String> services, Map<String, String> why) {
        public Rank {
            components = List.copyOf(components);
            services = List.copyOf(services);
            why = sorted(why);
        }
    }

    /// What to do when something is lost.
    ///
    /// @param about kinds of components that it is about
    /// @param when in `ko`, `ja` and `en`
    public record Runbook(
            String code, List<String> about, Map<String, String> when, List<Step> steps) {
        public Runbook {
            about = List.copyOf(about);
            when = sorted(when);
            steps = List.copyOf(steps);
        }
    }

    /// One step of a runbook.
    ///
    /// @param words in `ko`, `ja` and `en`
    /// @param command to type; empty when there is none
    public record Step(Map<String, String> words, String command) {
        public Step {
            words = sorted(words);
        }
    }

    public Inventory {
        components = List.copyOf(components);
        needs = List.copyOf(needs);
        services = List.copyOf(services);
        offices = List.copyOf(offices);
        order = List.copyOf(order);
        runbooks = List.copyOf(runbooks);
    }

    private static SortedMap<String, String> sorted(Map<String, String> words) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(words));
    }

    /// As JSON, for people and programs.
    public String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    /// Whether no member is missing, at any depth.
    private static boolean isWhole(JsonNode node) {
        if (node.isNull()) {
            return false;
        }
        for (JsonNode child : node) {
            if (!isWhole(child)) {
                return false;
            }
        }
        return true;
    }

    /// Reads what [#json] wrote; empty when it is another kind of document, or damaged.
    static Optional<Inventory> read(byte[] json) {
        try {
            Inventory read =
                    JSON.readValue(new String(json, StandardCharsets.UTF_8), Inventory.class);
            return Optional.of(read)
                    .filter(one -> FORMAT.equals(one.format))
                    .filter(one -> isWhole(JSON.valueToTree(one)))
                    .filter(one -> one.site.matches("[a-z][a-z0-9-]{0,19}"));
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }
}
