// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.journal.AddCheckpoint;
import org.holdfast.journal.Answer;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Mirror;
import org.holdfast.journal.MirrorCopy;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Witness;
import org.holdfast.journal.WitnessStore;

/// What others bring to a mirror, without HTTP: C2SP tlog-mirror and tlog-witness with one
/// submission prefix. Thread-safe.
///
/// Known are the origins whose copy was begun by a look at the office and whose key the pinned root
/// certified. A checkpoint that is taken becomes the pending one of the mirror and the latest of
/// the witness, whose cosignature is the answer ("separate witness service using its pending
/// checkpoint"). Entries come without what they name, and are kept only with it: see [OriginCopy].
final class Pushes {
    private final Copies copies;
    private final Surroundings around;
    private final Function<String, Optional<String>> alarm;
    private final BiConsumer<String, String> raise;
    private final Map<OriginCopy, Mirror> mirrors = new WeakHashMap<>();

    /// @param alarm what keeps a journal from being cosigned, by its name
    /// @param raise takes a new alarm, with the journal's name
    Pushes(
            Copies copies,
            Surroundings around,
            Function<String, Optional<String>> alarm,
            BiConsumer<String, String> raise) {
        this.copies = copies;
        this.around = around;
        this.alarm = alarm;
        this.raise = raise;
    }

    /// `POST /add-checkpoint`.
    Answer addCheckpoint(byte[] body) {
        Optional<OriginCopy> copy = origin(body).flatMap(copies::find);
        if (copy.isEmpty()) {
            // Knows no origin: malformed, or unknown.
            return witness(List.of(), around.seen()).addCheckpoint(body);
        }
        OriginCopy known = copy.get();
        return guarded(
                known,
                () -> {
                    WitnessStore seen = around.seen().over(known.directory());
                    return pushed(known)
                            .held(() ->
                                    witness(List.of(known.directory().verifier()), seen)
                                            .addCheckpoint(body));
                });
    }

    private Witness witness(List<NoteVerifier> logs, WitnessStore store) {
        return new Witness(logs, around.keys().witness(), store, around.clock());
    }

    private static Optional<String> origin(byte[] body) {
        try {
            return Optional.of(Checkpoint.parse(AddCheckpoint.parse(body).note().text()).origin());
        } catch (JournalRefusal malformed) {
            return Optional.empty();
        }
    }

    /// `POST /add-entries`; reads the body package by package, with no lock held.
    Answer addEntries(InputStream body) {
        byte[] head;
        try {
            byte[] length = body.readNBytes(2);
            int more = length.length < 2 ? 0 : ByteBuffer.wrap(length).getShort() & 0xffff;
            byte[] origin = body.readNBytes(more);
            head =
                    ByteBuffer.allocate(length.length + origin.length)
                            .put(length)
                            .put(origin)
                            .array();
            if (length.length < 2 || origin.length < more) {
                return new Answer.Malformed("not an add-entries request: the head is cut off");
            }
        } catch (IOException gone) {
            return new Answer.Malformed("not an add-entries request: the head is cut off");
        }
        Optional<OriginCopy> copy =
                copies.find(new String(head, 2, head.length - 2, StandardCharsets.UTF_8));
        if (copy.isEmpty()) {
            return new Answer.Unknown();
        }
        OriginCopy known = copy.get();
        return guarded(
                known,
                () -> {
                    try {
                        return mirror(known)
                                .addEntries(
                                        new SequenceInputStream(
                                                new ByteArrayInputStream(head), body));
                    } finally {
                        forget(known);
                    }
                });
    }

    /// Unless somebody writes the copy just now, who then forgets it himself.
    private void forget(OriginCopy copy) {
        var lock = copies.lock(copy.name());
        if (lock.tryLock()) {
            try {
                copy.forget();
            } finally {
                lock.unlock();
            }
        }
    }

    /// One for each copy that is open: it has the secret of the tickets.
    private Mirror mirror(OriginCopy copy) {
        synchronized (mirrors) {
            return mirrors.computeIfAbsent(
                    copy,
                    _ ->
                            Mirror.over(
                                    pushed(copy),
                                    around.keys().mirror(),
                                    List.of(around.keys().witness().verifier()),
                                    around.seen().over(copy.directory())));
        }
    }

    private PushedCopy pushed(OriginCopy copy) {
        return new PushedCopy(copy, copies, around, () -> alarm.apply(copy.name()));
    }

    /// What went wrong is said as far as it concerns the client.
    private Answer guarded(OriginCopy copy, Supplier<Answer> action) {
        try {
            return action.get();
        } catch (MirrorCopy.CannotKeep later) {
            return new Answer.Unavailable(String.valueOf(later.getMessage()));
        } catch (MirrorAlarm found) {
            raise.accept(copy.name(), String.valueOf(found.getMessage()));
            return new Answer.Unavailable(
                    "cosigned no more until a person has looked: " + found.getMessage());
        } catch (JournalFault disk) {
            drop(copy);
            return new Answer.Unavailable("the disk of this mirror failed; try again");
        }
    }

    private void drop(OriginCopy copy) {
        var lock = copies.lock(copy.name());
        lock.lock();
        try {
            copies.drop(copy);
        } finally {
            lock.unlock();
        }
    }

    /// `GET /witness/<origin hash>/checkpoint`: the largest that the witness key has cosigned.
    Answer witnessed(String origin) {
        Optional<OriginCopy> copy = copies.find(origin);
        if (copy.isEmpty()) {
            return new Answer.Unknown();
        }
        return guarded(
                copy.get(),
                () -> {
                    Optional<SignedNote> taken =
                            around.seen().latest(origin).filter(this::isWitnessed);
                    Optional<SignedNote> adopted =
                            copy.get().directory().checkpoint().filter(this::isWitnessed);
                    boolean larger =
                            SeenCheckpoints.size(taken).compareTo(SeenCheckpoints.size(adopted))
                                    > 0;
                    Optional<SignedNote> note = larger || adopted.isEmpty() ? taken : adopted;
                    return note.isPresent()
                            ? new Answer.Published(note.get())
                            : new Answer.Unknown();
                });
    }

    private boolean isWitnessed(SignedNote note) {
        return isBy(around.keys().witness().verifier(), note);
    }

    /// The checkpoint of a copy that is open, when it has this mirror's cosignature.
    Optional<SignedNote> cosigned(String name) {
        return copies.get(name)
                .flatMap(copy -> copy.directory().checkpoint())
                .filter(note -> isBy(around.keys().mirror().verifier(), note));
    }

    private static boolean isBy(CosignatureVerifier key, SignedNote note) {
        try {
            var _ = key.verify(note);
            return true;
        } catch (JournalRefusal not) {
            return false;
        }
    }

    /// The name of the copy under `/mirror/<origin hash>`, if there is one.
    Optional<String> name(String origin) {
        return copies.find(origin).map(OriginCopy::name);
    }

    /// The origin whose SHA-256 in hexadecimal this is.
    Optional<String> originOf(String hash) {
        return copies.names().keySet().stream()
                .filter(origin -> PushRoutes.sha256(origin).equals(hash))
                .findFirst();
    }
}
