// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.JournalRefusal.Reason;

/// Which journals are believed, and how many of which witnesses must have cosigned; C2SP
/// tlog-policy. Immutable and thread-safe.
///
/// Names of witnesses and groups mean nothing outside a policy. A name is a string of octets: it is
/// read and written unchanged, and compared octet by octet, whatever it means in UTF-8.
public final class Policy {
    /// The most bytes of a policy.
    public static final int MAX_BYTES = 1_000_000;

    /// The most logs, the most witnesses and the most groups; the specification asks for 32.
    public static final int MAX_EACH = 256;

    static final String NONE = "none";

    /// A journal that is believed; the name of its key is its origin.
    public record Log(NoteVerifier key, Optional<String> url) {}

    /// A cosigner that may be asked for.
    public record Witness(String name, CosignatureVerifier key, Optional<String> url) {}

    /// A group, which has cosigned when at least so many of its members have.
    public record Group(String name, int threshold, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }

        private String line() {
            String count = Integer.toString(threshold);
            if (threshold == members.size()) {
                count = "all";
            } else if (threshold == 1) {
                count = "any";
            }
            return "group " + name + " " + count + " " + String.join(" ", members);
        }
    }

    /// What a policy accepted: the checkpoint, the key of the journal that signed it, and the
    /// cosignatures that count for the quorum, in the order of the policy.
    public record Accepted(
            NoteVerifier log, Checkpoint checkpoint, List<Cosignature> cosignatures) {
        public Accepted {
            cosignatures = List.copyOf(cosignatures);
        }
    }

    private final List<Log> logs;
    private final Map<String, Witness> witnesses;
    private final Map<String, Group> groups;
    private final String quorum;

    Policy(List<Log> logs, Map<String, Witness> witnesses, List<Group> groups, String quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = new LinkedHashMap<>(witnesses);
        this.groups = new LinkedHashMap<>();
        groups.forEach(group -> this.groups.put(group.name(), group));
        this.quorum = quorum;
    }

    /// Reads a policy file.
    public static Policy parse(byte[] bytes) {
        return new PolicyReader().read(bytes);
    }

    /// Reads a policy from its characters.
    public static Policy parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The journals that are believed.
    public List<Log> logs() {
        return logs;
    }

    /// All witnesses, those that count for no quorum included.
    public List<Witness> witnesses() {
        return List.copyOf(witnesses.values());
    }

    /// The groups, inner ones before those that hold them.
    public List<Group> groups() {
        return List.copyOf(groups.values());
    }

    /// The witness or group that must have cosigned; empty when no cosignature is asked for.
    public Optional<String> quorum() {
        return quorum.equals(NONE) ? Optional.empty() : Optional.of(quorum);
    }

    /// Accepts a checkpoint note that one of the logs signed and enough witnesses cosigned.
    ///
    /// Refused: a note that none of the logs signed (also by a policy without logs), one whose
    /// origin is not the signing key's name, one with any signature that claims a key of this
    /// policy and does not verify, and one that misses the quorum. How old cosignatures may be is
    /// for the caller to say.
    public Accepted check(SignedNote note) {
        List<NoteVerifier> signed =
                logs.stream().map(Log::key).filter(log -> log.key().isClaimedBy(note)).toList();
        if (signed.isEmpty()) {
            throw new JournalRefusal(
                    Reason.SIGNATURE_MISSING, "no signature by any of " + logs.size() + " logs");
        }
        List<Checkpoint> heads = signed.stream().map(log -> log.checkpoint(note)).toList();
        return new Accepted(signed.getFirst(), heads.getFirst(), cosigned(note));
    }

    /// The cosignatures on a checkpoint note that count for the quorum, where the journal is known
    /// otherwise; refused like [#check].
    public List<Cosignature> cosigned(SignedNote note) {
        Map<String, Cosignature> found = new LinkedHashMap<>();
        for (Witness witness : witnesses.values()) {
            if (witness.key().key().isClaimedBy(note)) {
                found.put(witness.name(), witness.key().verify(note));
            }
        }
        if (quorum.equals(NONE)) {
            return List.of();
        }
        Set<String> counted = new HashSet<>();
        if (!holds(quorum, found.keySet(), counted)) {
            throw new JournalRefusal(
                    Reason.QUORUM_MISSING,
                    "%s is not met by %d cosignatures of %d witnesses"
                            .formatted(shown(quorum), found.size(), witnesses.size()));
        }
        List<Cosignature> counting = new ArrayList<>();
        found.forEach((name, cosignature) -> {
            if (counted.contains(name)) {
                counting.add(cosignature);
            }
        });
        return counting;
    }

    /// Counts every member, so that all cosignatures below the quorum come back. A group is defined
    /// after its members and is a member once, so this ends after each name at most once.
    private boolean holds(String name, Set<String> found, Set<String> counted) {
        Group group = groups.get(name);
        if (group == null) {
            return found.contains(name) && counted.add(name);
        }
        int held = 0;
        for (String member : group.members()) {
            if (holds(member, found, counted)) {
                held++;
            }
        }
        return held >= group.threshold();
    }

    /// The policy in octets: logs, witnesses, groups, quorum; without comments.
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (Log log : logs) {
            line(text, "log " + octets(log.key().vkey()), log.url());
        }
        for (Witness each : witnesses.values()) {
            String vkey = octets(each.key().vkey());
            line(text, "witness " + each.name() + " " + vkey, each.url());
        }
        groups.values().forEach(group -> line(text, group.line(), Optional.empty()));
        line(text, "quorum " + quorum, Optional.empty());
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The policy as text. What is not UTF-8 in it shows as replacement characters; write [#bytes]
    /// to a file.
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String line, Optional<String> url) {
        text.append(line);
        url.ifPresent(each -> text.append(' ').append(each));
        text.append('\n');
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String shown(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
