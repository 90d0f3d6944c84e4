// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.journal.JournalRefusal.Reason;
import org.jspecify.annotations.Nullable;

/// Reads one policy file line by line; C2SP tlog-policy. Items are kept as octets, one in each
/// character.
final class PolicyReader {
    private final List<Policy.Log> logs = new ArrayList<>();
    private final Map<String, Policy.Witness> witnesses = new LinkedHashMap<>();
    private final List<Policy.Group> groups = new ArrayList<>();
    private final Set<String> names = new HashSet<>(Set.of(Policy.NONE));
    private final Set<String> members = new HashSet<>(Set.of(Policy.NONE));
    private @Nullable String quorum;

    Policy read(byte[] bytes) {
        String text = characters(bytes);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw malformed("the last line does not end in a line feed");
        }
        for (String line : text.split("\n", -1)) {
            List<String> items =
                    Stream.of(line.split("[ \t]+", -1)).filter(item -> !item.isEmpty()).toList();
            if (!items.isEmpty() && !items.getFirst().startsWith("#")) {
                define(items);
            }
        }
        String wanted = quorum;
        if (wanted == null) {
            throw malformed("no quorum line");
        }
        return new Policy(logs, witnesses, groups, wanted);
    }

    /// Tab, line feed, 0x20 to 0x7E and 0x80 to 0xFF are allowed ("Character set").
    private static String characters(byte[] bytes) {
        if (bytes.length > Policy.MAX_BYTES) {
            throw malformed("at most 1000000 bytes are read, found " + bytes.length);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t' && c != '\n') || c == 0x7f)) {
            throw malformed("a control character other than tab and line feed");
        }
        return text;
    }

    private void define(List<String> items) {
        switch (items.getFirst()) {
            case "log" -> log(items);
            case "witness" -> witness(items);
            case "group" -> group(items);
            case "quorum" -> quorum(items);
            default -> throw malformed("a line of another kind than log, witness, group, quorum");
        }
    }

    /// `log <vkey> [<url>]`; no two with the same public key.
    private void log(List<String> items) {
        requireCount("log", items, 2, 3);
        NoteVerifier key;
        try {
            key = NoteVerifier.parse(utf8(items.get(1)));
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_POLICY, "not the vkey of a log", e);
        }
        if (logs.stream().anyMatch(log -> log.key().key().sharesKeyWith(key.key()))) {
            throw malformed("two logs have one key");
        }
        logs.add(new Policy.Log(key, url(items, 2)));
        requireRoom("logs", logs.size());
    }

    /// `witness <name> <vkey> [<url>]`; no two with the same public key.
    private void witness(List<String> items) {
        requireCount("witness", items, 3, 4);
        String name = newName(items.get(1));
        CosignatureVerifier key;
        try {
            key = CosignatureVerifier.parse(utf8(items.get(2)));
        } catch (JournalRefusal e) {
            throw new JournalRefusal(Reason.MALFORMED_POLICY, "not the vkey of a witness", e);
        }
        if (witnesses.values().stream().anyMatch(w -> w.key().key().sharesKeyWith(key.key()))) {
            throw malformed("two witnesses have one key");
        }
        witnesses.put(name, new Policy.Witness(name, key, url(items, 3)));
        requireRoom("witnesses", witnesses.size());
    }

    /// `group <name> all|any|<k> <name>...`; members are defined before, and each is a member once.
    private void group(List<String> items) {
        if (items.size() < 4) {
            throw malformed("a group has a name, a threshold and at least one member");
        }
        List<String> inside = items.subList(3, items.size());
        for (String member : inside) {
            if (!names.contains(member)) {
                throw malformed("a member of a group is not defined before");
            }
            if (!members.add(member)) {
                throw malformed("a name is a member twice, or is none");
            }
        }
        String name = newName(items.get(1));
        groups.add(new Policy.Group(name, threshold(items.get(2), inside.size()), inside));
        requireRoom("groups", groups.size());
    }

    /// `quorum <name>`, exactly once; the name is defined before, or is none.
    private void quorum(List<String> items) {
        requireCount("quorum", items, 2, 2);
        if (quorum != null) {
            throw malformed("two quorum lines");
        }
        if (!names.contains(items.get(1))) {
            throw malformed("the quorum is not defined before");
        }
        quorum = items.get(1);
    }

    private static int threshold(String text, int count) {
        return switch (text) {
            case "all" -> count;
            case "any" -> 1;
            default -> {
                boolean plain =
                        text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
                if (!plain || text.startsWith("0") || Integer.parseInt(text) > count) {
                    throw malformed("a threshold is all, any, or 1 to " + count);
                }
                yield Integer.parseInt(text);
            }
        };
    }

    /// Witnesses and groups share one space of names, in which none is taken.
    private String newName(String name) {
        if (!names.add(name)) {
            throw malformed("a name is defined twice, or is none");
        }
        return name;
    }

    private static Optional<String> url(List<String> items, int at) {
        return items.size() > at ? Optional.of(items.get(at)) : Optional.empty();
    }

    private static void requireCount(String kind, List<String> items, int least, int most) {
        if (items.size() < least || items.size() > most) {
            throw malformed(
                    "a %s line has %d to %d items, found %d"
                            .formatted(kind, least, most, items.size()));
        }
    }

    private static void requireRoom(String what, int count) {
        if (count > Policy.MAX_EACH) {
            throw malformed("more than " + Policy.MAX_EACH + " " + what);
        }
    }

    private static String utf8(String octets) {
        ByteBuffer bytes = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new JournalRefusal(Reason.MALFORMED_KEY, "not UTF-8", e);
        }
    }

    private static JournalRefusal malformed(String message) {
        return new JournalRefusal(Reason.MALFORMED_POLICY, message);
    }
}
