// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.sites.SwitchOver.Demand;
import org.holdfast.sites.SwitchOver.Progress;
import org.holdfast.sites.SwitchOver.State;
import tools.jackson.databind.node.ObjectNode;

/// Demands to move the primary, in the node journal: who, why, when, and what came of it. Each
/// entry has a key of its own. Thread-safe.
final class SwitchOverLog {
    private static final String TYPE = "switchover";

    /// No office in particular: a site serves all of them.
    private static final OfficeCode ALL = new OfficeCode("kr-00000");

    private final NodeJournal journal;
    private final Keys keys;
    private final InstantSource clock;

    SwitchOverLog(NodeJournal journal, Keys keys, InstantSource clock) {
        this.journal = journal;
        this.keys = keys;
        this.clock = clock;
    }

    /// On disk when it returns. A crash behind it leaves a demand of which nobody knows what came
    /// of it; it is never made again by itself.
    Progress demanded(Demand demand, String from) {
        ObjectNode content = content(name(demand.who(), demand.operation()), from, demand.to());
        content.put("act", State.ASKED.code());
        content.put("operation", demand.operation());
        content.put("by", demand.who().id());
        content.put("name", demand.who().name());
        content.put("reason", demand.reason());
        append(content, asked(demand.who(), demand.operation()));
        return read(content);
    }

    void ended(Principal who, Progress asked, State state, String words) {
        ObjectNode content = content(name(who, asked.operation()), asked.from(), asked.to());
        content.put("act", state.code());
        content.put("words", words);
        append(content, outcome(who, asked.operation()));
    }

    private ObjectNode content(String name, String from, String to) {
        ObjectNode content = CanonicalJson.object();
        content.put("demand", name);
        content.put("from", from);
        content.put("to", to);
        content.put("at", clock.instant().toString());
        return content;
    }

    private void append(ObjectNode content, Handle operation) {
        var _ =
                journal.append(
                        new EntryDraft(
                                TYPE,
                                ALL,
                                entity(),
                                0,
                                Optional.empty(),
                                Optional.of(keys.dataKeys().create()),
                                content,
                                Optional.of(operation)),
                        List.of());
    }

    /// A demand with what came of it as far as that was written down.
    Optional<Progress> find(Principal who, String operation) {
        Optional<Progress> asked =
                journal.byOperation(asked(who, operation)).map(one -> read(one.open()));
        Optional<ObjectNode> outcome =
                journal.byOperation(outcome(who, operation)).map(StoredEntry::open);
        return asked.map(one -> outcome.map(end -> with(one, end)).orElse(one));
    }

    List<Progress> past(int most) {
        List<Progress> asked = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<String, ObjectNode> ends = new HashMap<>();
        for (StoredEntry entry : journal.byEntity(entity(), TYPE, 2 * most)) {
            Optional<ObjectNode> content = open(entry);
            if (content.isPresent()) {
                String name = content.get().path("demand").asString("");
                if (content.get().path("act").asString("").equals(State.ASKED.code())) {
                    asked.add(read(content.get()));
                    names.add(name);
                } else {
                    ends.put(name, content.get());
                }
            }
        }
        List<Progress> past = new ArrayList<>();
        for (int i = 0; i < Math.min(most, asked.size()); i++) {
            ObjectNode end = ends.get(names.get(i));
            past.add(end == null ? asked.get(i) : with(asked.get(i), end));
        }
        return List.copyOf(past);
    }

    /// Another site's entry comes before its key now and then.
    private static Optional<ObjectNode> open(StoredEntry entry) {
        if (entry.erasedBy().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(entry.open());
        } catch (LedgerFault notYet) {
            return Optional.empty();
        }
    }

    private static Progress read(ObjectNode content) {
        return new Progress(
                content.required("operation").stringValue(),
                content.required("from").stringValue(),
                content.required("to").stringValue(),
                content.required("name").stringValue(),
                content.required("reason").stringValue(),
                Instant.parse(content.required("at").stringValue()),
                State.ASKED,
                "");
    }

    private static Progress with(Progress asked, ObjectNode end) {
        State state =
                State.valueOf(end.required("act").stringValue().toUpperCase(java.util.Locale.ROOT));
        return new Progress(
                asked.operation(),
                asked.from(),
                asked.to(),
                asked.by(),
                asked.reason(),
                asked.at(),
                state,
                end.required("words").stringValue());
    }

    private Handle entity() {
        return keys.handles().of("switch-over", "all");
    }

    private String name(Principal who, String operation) {
        return asked(who, operation).hex();
    }

    private Handle asked(Principal who, String operation) {
        return keys.handles().of("switch-over-asked", who.id() + "\n" + operation);
    }

    private Handle outcome(Principal who, String operation) {
        return keys.handles().of("switch-over-ended", who.id() + "\n" + operation);
    }
}
