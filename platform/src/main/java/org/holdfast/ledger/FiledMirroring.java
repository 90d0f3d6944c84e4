// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.CosignatureVerifier;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSignature;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.Providers;
import org.holdfast.verifier.TrustList;

/// Mirrors in files: `mirrors` in the journals' folder lists the places; `mirrored` in an origin's
/// folder is its newest checkpoint with enough cosignatures, put in place by a rename. A crash
/// before the rename loses cosignatures that mirrors give again at their next look.
final class FiledMirroring implements Mirroring {
    private static final int MOST_BYTES = 8 << 20;
    private static final byte[] NO_KEY = {};

    /// Cosignatures come several a second for each journal and place.
    private static final Optional<Provider> FAST = Providers.fast();

    private final List<Series> series;
    private final Surroundings around;
    private static final long LISTENING_NANOS = 10_000_000_000L;

    private final CosignedHours hours;

    /// Of the filings of this node's own journal.
    private final FirstCosigned firsts;

    private final SiteClocks clocks = new SiteClocks();
    private final LongSupplier nanos;
    private final Optional<Place> self;
    private volatile OptionalLong heard = OptionalLong.empty();
    private final Path file;
    private final Map<String, Place> places = new ConcurrentSkipListMap<>();
    private final Map<String, Instant> addressed = new ConcurrentHashMap<>();
    private final Map<String, Proposals> proposals = new ConcurrentHashMap<>();

    /// @param series the node's journal last
    /// @param self this site as the mirror of others; readers are told of it, and it counts nowhere
    FiledMirroring(
            List<Series> series, Surroundings around, Optional<Place> self, LongSupplier nanos) {
        this.series = List.copyOf(series);
        this.self = self;
        this.around = around;
        this.nanos = nanos;
        this.hours = new CosignedHours(around.disk());
        Series node = series.getLast();
        this.firsts = new FirstCosigned(node.index(), node.kind(), around.folder(), around.disk());
        this.file = MirrorPlaces.file(around.folder());
        MirrorPlaces.read(around.folder()).forEach(place -> places.put(place.name(), place));
        if (!places.isEmpty()) {
            publish(places.values());
        }
        this.series.stream().flatMap(one -> one.chapters().stream()).forEach(this::restore);
    }

    /// Readers must know a mirror before its first cosignature stands in a receipt.
    private void publish(Collection<Place> all) {
        around.keys()
                .mirrors(
                        Stream.concat(all.stream(), self.stream())
                                .map(place ->
                                        new Keys.Mirror(
                                                place.name(),
                                                place.mirror(),
                                                place.witness(),
                                                isSite(place)))
                                .toList());
    }

    /// Sites are named by their letter, and nothing else is admitted under one letter beside them.
    private boolean isSite(Place place) {
        return self.isPresent() && place.name().length() == 1;
    }

    private void restore(Chapter chapter) {
        Path there = chapter.directory().folder().resolve("mirrored");
        if (!Files.exists(there)) {
            return;
        }
        try {
            SignedNote note = SignedNote.parse(Files.readAllBytes(there));
            Checkpoint head = chapter.directory().verifier().checkpoint(note);
            proposals(chapter.name()).restore(note, head, cosigners(note));
        } catch (IOException | JournalRefusal damaged) {
            // Not needed for anything that was said: mirrors cosign the present head again.
            proposals.remove(chapter.name());
        }
    }

    private Proposals proposals(String journal) {
        return proposals.computeIfAbsent(journal, _ -> new Proposals());
    }

    @Override
    public List<Place> places() {
        return List.copyOf(places.values());
    }

    @Override
    public synchronized void admit(Place place) {
        CosignatureVerifier mirror = MirrorPlaces.key(place.mirror());
        CosignatureVerifier witness = MirrorPlaces.key(place.witness());
        if (!mirror.name().equals(place.name() + "/mirror")
                || !witness.name().equals(place.name() + "/witness")) {
            throw new IllegalArgumentException(
                    "expected keys named " + place.name() + "/mirror and /witness");
        }
        Place before = places.get(place.name());
        if (before != null && !before.sameKeys(place)) {
            throw new IllegalArgumentException(
                    place.name() + " has other keys; a mirror with new keys takes a new name");
        }
        if (!place.equals(before)) {
            Map<String, Place> all = new TreeMap<>(places);
            all.put(place.name(), place);
            // On disk, then known to readers, then counted: whatever fails, the next try mends it.
            write(around.folder(), file, MirrorPlaces.bytes(all.values()));
            publish(all.values());
            places.put(place.name(), place);
        }
    }

    @Override
    public synchronized Taken address(String name, SignedNote statement) {
        Place before = places.get(name);
        if (before == null) {
            return new Taken.Refused("no such place");
        }
        try {
            MirrorAddress said = MirrorAddress.said(before, statement);
            Instant now = around.clock().instant();
            Instant last = addressed.getOrDefault(name, Instant.EPOCH);
            if (!said.isOf(now) || said.at().isBefore(last)) {
                return new Taken.Refused("a statement of " + said.at() + ", not of now");
            }
            admit(new Place(name, before.mirror(), before.witness(), Optional.of(said.address())));
            addressed.put(name, said.at());
            return new Taken.Counted();
        } catch (JournalRefusal | IllegalArgumentException refused) {
            return new Taken.Refused(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public Optional<SignedNote> proposal(String journal) {
        heard();
        return chapter(journal)
                .flatMap(chapter ->
                        chapter.directory()
                                .checkpoint()
                                .map(note ->
                                        proposals(journal)
                                                .offer(
                                                        note,
                                                        chapter.directory().signedSize().value(),
                                                        Math.max(1, places.size()),
                                                        needed(),
                                                        nanos.getAsLong())));
    }

    private Optional<Chapter> chapter(String journal) {
        return series.stream()
                .flatMap(one -> one.chapters().stream())
                .filter(one -> one.name().equals(journal))
                .findFirst();
    }

    @Override
    public Optional<byte[]> records(String journal, long from) {
        Optional<Chapter> found = chapter(journal);
        if (found.isEmpty() || from < 0 || !found.get().sealed(from)) {
            return Optional.empty();
        }
        Chapter chapter = found.get();
        List<NewEntry> records = new ArrayList<>();
        long bytes = 0;
        for (long i = from; chapter.sealed(i) && bytes < MOST_BYTES; i++) {
            NewEntry record = record(chapter.directory().read(new EntryIndex(i)));
            bytes += record.entry().length;
            for (byte[] blob : record.blobs()) {
                bytes += blob.length;
            }
            records.add(record);
        }
        return Optional.of(RecordStream.encode(records));
    }

    /// A key that is neither there nor erased is left out: the mirror refuses to cosign that. Of
    /// several sites it may still be on its way from the one that made it, and is waited for. Where
    /// the blobs alone were erased the key opens nothing here and is not given.
    private NewEntry record(Stored stored) {
        List<byte[]> blobs = new ArrayList<>(MirroredKeys.bare(stored).blobs());
        boolean erased = stored.erased();
        DataKeys keys = around.keys().dataKeys();
        Optional<KeyId> id = Leaf.decode(stored.entry()).key();
        Optional<byte[]> wrapped =
                id.flatMap(key ->
                        erased
                                ? Optional.of(NO_KEY)
                                : keys.wrapped(key).or(() -> keys.erasure(key).map(_ -> NO_KEY)));
        if (id.isPresent() && wrapped.isEmpty() && self.isPresent()) {
            throw new LedgerFault(
                    LedgerFault.Code.BUSY, "the key of an entry has not come to this site yet");
        }
        wrapped.ifPresent(blobs::add);
        return new NewEntry(stored.entry(), blobs);
    }

    @Override
    public Taken take(String name, String journal, SignedNote cosigned) {
        Place place = places.get(name);
        Optional<Chapter> chapter = chapter(journal);
        if (place == null || chapter.isEmpty()) {
            return new Taken.Refused("no such place or journal");
        }
        Checkpoint head;
        List<NoteSignature> lines;
        try {
            head = chapter.get().directory().verifier().through(FAST).checkpoint(cosigned);
            lines = lines(cosigned, place);
        } catch (JournalRefusal refused) {
            return new Taken.Refused(String.valueOf(refused.getMessage()));
        }
        Proposals of = proposals(journal);
        long last = of.last(name);
        if (head.size().value() < last) {
            return new Taken.Behind(last);
        }
        if (head.size().value() > last && isSite(place)) {
            sawAt(place, cosigned).ifPresent(at -> clocks.heard(name, at, nanos.getAsLong()));
        }
        SignedNote bare = bare(cosigned, chapter.get());
        Path folder = chapter.get().directory().folder();
        synchronized (of.writing()) { // so that the file never goes back to a smaller checkpoint
            of.count(name, bare, head, lines, needed())
                    .ifPresent(note -> {
                        write(folder, folder.resolve("mirrored"), note.bytes());
                        hours.keep(folder, note, around.clock().instant());
                        if (chapter.get().name().startsWith(series.getLast().kind() + "-")) {
                            firsts.seen(chapter.get(), note);
                        }
                    });
        }
        return new Taken.Counted();
    }

    /// The lines of both keys of a place; the mirror's must be there, the witness's may be.
    private static List<NoteSignature> lines(SignedNote note, Place place) {
        CosignatureVerifier mirror = CosignatureVerifier.parse(place.mirror()).through(FAST);
        mirror.verify(note);
        CosignatureVerifier witness = CosignatureVerifier.parse(place.witness()).through(FAST);
        if (note.signatures().stream().anyMatch(line -> line.name().equals(witness.name()))) {
            witness.verify(note);
        }
        return note.signatures().stream()
                .filter(line ->
                        line.name().equals(mirror.name()) || line.name().equals(witness.name()))
                .toList();
    }

    /// The office's own lines alone.
    private static SignedNote bare(SignedNote note, Chapter chapter) {
        return new SignedNote(
                note.text(),
                note.signatures().stream()
                        .filter(line -> line.name().equals(chapter.origin()))
                        .toList());
    }

    @Override
    public Optional<SignedNote> mirrored(String journal) {
        Optional<SignedNote> note =
                Optional.ofNullable(proposals.get(journal)).flatMap(Proposals::mirrored);
        return note.filter(one -> needed() > 0 && cosigners(one).size() >= needed());
    }

    @Override
    public Optional<SignedNote> mirroredBefore(String journal, Instant moment) {
        long latest = moment.minus(TrustList.CLOCK_DIFFERENCE).getEpochSecond();
        return chapter(journal)
                .flatMap(one ->
                        hours.newest(
                                one.directory().folder(),
                                note -> needed() > 0 && sawBefore(note, latest) >= needed()));
    }

    private long sawBefore(SignedNote note, long latest) {
        return places.values().stream().filter(place -> saw(place, note) < latest).count();
    }

    /// When another place first said, of what is still kept, that it holds an entry of the node's
    /// journal: of filings the first time of all, of others that of an hour.
    ///
    /// @param earliest what was said to be before does not count
    Optional<Instant> cosigned(Chapter chapter, FoldedIndex.Place place, Instant earliest) {
        EntryIndex at = new EntryIndex(place.index());
        Predicate<SignedNote> covers = note -> Checkpoint.parse(note.text()).size().covers(at);
        return Stream.of(
                        firsts.of(place),
                        hours.oldest(chapter.directory().folder(), covers),
                        mirrored(chapter.name()).filter(covers))
                .flatMap(Optional::stream)
                .flatMap(note -> places.values().stream().map(one -> sawAt(one, note)))
                .flatMap(Optional::stream)
                .filter(time -> !time.isBefore(earliest))
                .min(Comparator.naturalOrder());
    }

    /// When the mirror of a place has cosigned; empty for one that has not.
    static Optional<Instant> sawAt(Place place, SignedNote note) {
        long time = saw(place, note);
        return time == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(time));
    }

    /// When the mirror of a place has cosigned; never for one that has not.
    private static long saw(Place place, SignedNote note) {
        try {
            return CosignatureVerifier.parse(place.mirror()).through(FAST).verify(note).time();
        } catch (JournalRefusal missing) {
            return Long.MAX_VALUE;
        }
    }

    /// The names of the places whose mirror key has signed a note that was checked before.
    List<String> cosigners(SignedNote note) {
        return places.values().stream()
                .filter(place ->
                        note.signatures().stream()
                                .anyMatch(line -> line.name().equals(place.name() + "/mirror")))
                .map(Place::name)
                .toList();
    }

    @Override
    public void heard() {
        heard = OptionalLong.of(nanos.getAsLong());
    }

    @Override
    public boolean listening() {
        OptionalLong last = heard;
        return last.isPresent() && nanos.getAsLong() - last.getAsLong() < LISTENING_NANOS;
    }

    @Override
    public Clock clock(Duration apart) {
        return clocks.judge(around.clock().instant(), apart, nanos.getAsLong());
    }

    @Override
    public int needed() {
        return (places.size() + 1) / 2;
    }

    private void write(Path folder, Path place, byte[] bytes) {
        Path staged = place.resolveSibling(place.getFileName() + ".new");
        try {
            Files.deleteIfExists(staged);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        around.disk().write(staged, 0, bytes);
        around.disk().force(staged);
        around.disk().rename(staged, place);
        around.disk().forceFolder(folder);
    }
}
