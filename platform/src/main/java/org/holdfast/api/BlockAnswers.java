// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Principal;
import org.holdfast.registers.Registers;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns blocks into what the API says. Thread-safe.
final class BlockAnswers {
    /// What is seen of a person whose blocks are shown.
    static final List<String> FIELDS = List.of("restriction");

    /// Why.
    static final String PURPOSE = "block";

    private final Registers registers;
    private final PeopleSearch search;
    private final BlockReach reach;
    private final Problems problems;

    BlockAnswers(Registers registers, PeopleSearch search, BlockReach reach, Problems problems) {
        this.registers = registers;
        this.search = search;
        this.reach = reach;
        this.problems = problems;
    }

    /// Records that an officer sees whom a block is about; nothing is to be shown before.
    void look(Principal who, Blocks.Block block) {
        who.office()
                .ifPresent(office ->
                        search.look(who, office, List.of(block.subject()), PURPOSE, FIELDS));
    }

    ObjectNode document(Blocks.Block block) {
        return document(block, reach.of(List.of(block)));
    }

    ArrayNode documents(List<Blocks.Block> blocks) {
        Map<String, BlockReach.Reach> sites = reach.of(blocks);
        ArrayNode all = JsonMapper.shared().createArrayNode();
        blocks.forEach(block -> all.add(document(block, sites)));
        return all;
    }

    private ObjectNode document(Blocks.Block block, Map<String, BlockReach.Reach> sites) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", block.id());
        node.put("state", block.state().text());
        ObjectNode says = node.putObject("says");
        for (Language language : Language.values()) {
            String key = "block." + block.state().text();
            says.put(language.code(), problems.words(key).in(language.code()));
        }
        node.put("subject", registers.subject(block.subject()).value());
        node.put("office", block.office().value());
        node.put("at", block.at().toString());
        block.until().ifPresent(day -> node.put("until", day.toString()));
        ArrayNode blocked = node.putArray("blocked");
        for (Blocks.Blocked one : block.blocked()) {
            ObjectNode person = blocked.addObject().put("name", one.name());
            one.birth().ifPresent(day -> person.put("birth", day.toString()));
            one.record().ifPresent(ref -> person.put("subject", registers.subject(ref).value()));
        }
        node.put("evidence", block.evidence());
        block.lifted()
                .ifPresent(lift ->
                        node.putObject("lifted")
                                .put("at", lift.at().toString())
                                .put("reason", lift.reason()));
        Optional.ofNullable(sites.get(block.id()))
                .ifPresent(one -> {
                    ObjectNode inForce = node.putObject("inForce");
                    inForce.put("everywhere", one.everywhere());
                    one.at().forEach(inForce.putArray("at")::add);
                    one.waiting().forEach(inForce.putArray("waiting")::add);
                });
        Answers.position(node.putObject("receipt"), block.receipt());
        return node;
    }
}
