// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.ClosedErasure;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SetAside;
import org.holdfast.journal.Stored;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Providers;
import org.holdfast.keys.RootAuthority;
import org.holdfast.ledger.FoldedIndex.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// All numbered origins of one journal, and the index over them.
///
/// A start never signs with an old key and never appends to an old origin. It opens the next number
/// with a fresh key that lives in memory only. What the last origin had on disk without a signature
/// is carried over, byte for byte and in order; the new origin counts only once it has a checkpoint
/// over its opening entry and all that was carried. Until then nobody was told of it, and a crash
/// leaves the last origin as the last one:
///
/// - before the folder is made: the number is used up, since the root certified it; nothing else
/// - before the checkpoint is renamed: the folder is unfinished and is set aside at the next start,
///   after a check that it holds nothing but copies
/// - after it: the new origin is the last one, and what was unfinished is set aside later
final class Series implements FiledJournal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Series.class);
    private static final int SCANNED = 0;

    private final String kind;
    private final Surroundings around;
    private volatile Folders folders;
    private final NavigableMap<Integer, Chapter> chapters = new ConcurrentSkipListMap<>();
    private final FoldedIndex index = new FoldedIndex();
    private final StateKeeper state;
    private final BuriedKeys buried = new BuriedKeys();
    private final ReentrantLock files = new ReentrantLock();
    private Optional<HeadGate> gate = Optional.empty();
    private volatile Optional<NoteSigner> signer = Optional.empty();
    private volatile ErasedBy erasedBy = (_, _) -> Optional.empty();

    /// The sealed act of erasure that covers an entry.
    @FunctionalInterface
    interface ErasedBy {
        Optional<Hash> act(Leaf leaf, Hash hash);
    }

    /// Scans what is there. Takes the writer's lock of the last origin for the time of its repair.
    Series(String kind, Surroundings around) {
        this.kind = kind;
        this.around = around;
        this.folders = Folders.of(around.folder(), kind);
        this.state = new StateKeeper(around.keys().handles().of("state", kind));
        folders.finished().forEach((number, path) -> open(number, path));
        folders.unfinished().keySet().forEach(this::requireNeverPublished);
    }

    private void open(int number, Path path) {
        String name = kind + "-" + number;
        try {
            boolean newest = number == folders.finished().lastKey();
            ClosedErasure.finish(path, around.disk());
            JournalDirectory directory =
                    newest
                            ? JournalDirectory.open(path, around.disk())
                            : JournalDirectory.openForReading(path);
            directory.close();
            directory.setAside().ifPresent(Series::warn);
            Chapter chapter = new Chapter(number, name, directory);
            chapters.put(number, chapter);
            fold(chapter, SCANNED, directory.signedSize().value());
        } catch (JournalFault | JournalRefusal damaged) {
            if (damaged instanceof JournalFault fault
                    && fault.code() != JournalFault.Code.CORRUPT) {
                throw damaged;
            }
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the files of journal "
                            + name
                            + " are not whole: "
                            + damaged.getMessage()
                            + ". Look with journal verify, and bring its folder back from a copy.",
                    damaged);
        }
    }

    private static void warn(SetAside rest) {
        LOG.warn(
                "entry {} could not be read and was cut off with everything behind it ({} bytes,"
                        + " {} whole entries behind it); the bytes are kept in {}",
                rest.first(),
                rest.bytes(),
                rest.readable(),
                rest.file());
    }

    /// An origin without a checkpoint was never published, unless the one after it commits to it.
    private void requireNeverPublished(int number) {
        Map.Entry<Integer, Chapter> next = chapters.higherEntry(number);
        if (next == null) {
            return;
        }
        Stored opening = next.getValue().directory().read(new EntryIndex(0));
        ObjectNode facts =
                Envelopes.facts(Leaf.decode(opening.entry()), opening.blobs().getFirst());
        if (facts.path("previous").path("origin").asString("").equals(prefix() + number)) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "journal %s-%d has lost its checkpoint, though %s-%d came after it; bring its"
                                    .formatted(kind, number, kind, next.getKey())
                            + " folder back from a copy. Nothing was changed.");
        }
    }

    Path folder() {
        return around.folder();
    }

    /// From now on nothing of this journal is signed that does not pass.
    void behind(HeadGate given) {
        gate = Optional.of(given);
    }

    String kind() {
        return kind;
    }

    /// The newest origin.
    Optional<Chapter> last() {
        return Optional.ofNullable(chapters.lastEntry()).map(Map.Entry::getValue);
    }

    /// The folder of the office, in which the folder of the journals is.
    Path dataFolder() {
        Path journals = around.folder().toAbsolutePath().normalize();
        return Optional.ofNullable(journals.getParent()).orElse(journals);
    }

    /// Whatever a start that died has left; see [Folders].
    Folders folders() {
        return folders;
    }

    /// Held by whoever opens or closes folders for writing, and by whoever erases in them.
    ReentrantLock files() {
        return files;
    }

    /// Keys under which nothing more is taken.
    BuriedKeys buried() {
        return buried;
    }

    /// The sealed act of erasure that covers an entry.
    Optional<Hash> act(Leaf leaf, Hash hash) {
        return erasedBy.act(leaf, hash);
    }

    void erasedBy(ErasedBy known) {
        erasedBy = known;
    }

    @Override
    public FoldedIndex index() {
        return index;
    }

    List<Chapter> chapters() {
        return List.copyOf(chapters.values());
    }

    Chapter current() {
        return chapters.lastEntry().getValue();
    }

    /// What the last origin has on disk above its signed size.
    List<NewEntry> tail() {
        List<NewEntry> tail = new ArrayList<>();
        if (!chapters.isEmpty()) {
            JournalDirectory directory = current().directory();
            long durable = directory.durableSize().value();
            for (long i = directory.signedSize().value(); i < durable; i++) {
                Stored stored = directory.read(new EntryIndex(i));
                tail.add(MirroredKeys.bare(stored));
            }
        }
        return tail;
    }

    /// The next number: above every folder and above everything that the root certified.
    int nextNumber() {
        int highest = folders.highest();
        String prefix = prefix();
        for (RootAuthority.JournalCertificate known : around.keys().root().journals()) {
            if (known.origin().startsWith(prefix)) {
                highest =
                        Math.max(
                                highest,
                                Integer.parseInt(known.origin().substring(prefix.length())));
            }
        }
        return highest + 1;
    }

    String prefix() {
        return "holdfast.invalid/" + around.keys().site() + "/" + kind + "/";
    }

    /// Opens the next origin and returns once its opening entry and everything carried over are
    /// under its first checkpoint.
    void begin(int number, Iterable<List<NewEntry>> carried) {
        String origin = prefix() + number;
        String name = kind + "-" + number;
        KeyPair pair = Chapter.freshKey();
        NoteSigner slow = NoteSigner.of(origin, pair.getPrivate(), pair.getPublic());
        // Each signature is still verified by the JDK's provider before anybody sees it.
        NoteSigner bare = Providers.fast().map(slow::through).orElse(slow);
        RootAuthority.JournalCertificate certificate =
                around.keys().root().certifyJournal(name, origin, bare.vkey(), pair.getPublic());
        NewEntry first = opening(number, origin, bare.vkey(), certificate).stored();
        NoteSigner fresh = gate.map(one -> one.around(name, bare, first)).orElse(bare);
        JournalDirectory directory =
                JournalDirectory.create(
                        around.folder().resolve(name), origin, fresh.vkey(), around.disk());
        boolean done = false;
        try {
            directory.append(List.of(first));
            for (List<NewEntry> batch : carried) {
                directory.append(batch);
            }
            directory.seal(fresh);
            Chapter chapter = new Chapter(number, name, directory);
            fold(chapter, SCANNED, directory.signedSize().value());
            requireOnlyCopiesUnfinished(number);
            folders.setAside();
            chapters.put(number, chapter);
            done = true;
        } finally {
            if (!done) {
                directory.close();
            }
        }
        signer = Optional.of(fresh);
    }

    private Envelope opening(
            int number, String origin, String vkey, RootAuthority.JournalCertificate certificate) {
        ObjectNode facts =
                CanonicalJson.object()
                        .put("journal", kind)
                        .put("number", number)
                        .put("origin", origin)
                        .put("site", around.keys().site())
                        .put("vkey", vkey);
        last().ifPresent(chapter -> {
            Head head = chapter.head();
            facts.putObject("previous")
                    .put("origin", head.origin())
                    .put("size", head.size())
                    .put("root", head.root().hex());
        });
        Handle journal = around.keys().handles().of("journal", kind);
        try {
            return around.envelopes()
                    .opening(
                            journal,
                            number,
                            last().map(Chapter::opening),
                            facts,
                            certificate.certificate().getEncoded());
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException("a certificate without an encoding", bug);
        }
    }

    private void requireOnlyCopiesUnfinished(int begun) {
        folders = Folders.of(around.folder(), kind);
        folders.unfinished().remove(begun);
        folders.unfinished()
                .forEach((number, path) -> {
                    try (JournalDirectory directory = JournalDirectory.openForReading(path);
                            Stream<JournalEntry> entries = directory.scan(new EntryIndex(1))) {
                        if (!entries.allMatch(
                                entry -> index.byLeaf(entry.leafHash()).isPresent())) {
                            throw new LedgerFault(
                                    LedgerFault.Code.REFUSED_START,
                                    kind
                                            + "-"
                                            + number
                                            + " has no checkpoint but entries of its own;"
                                            + " bring its folder back from a copy");
                        }
                    }
                });
    }

    private void fold(Chapter chapter, long from, long to) {
        try (Stream<JournalEntry> entries = chapter.directory().scan(new EntryIndex(from))) {
            entries.limit(to - from)
                    .forEach(entry ->
                            learn(
                                    new Place(chapter.number(), entry.index().value()),
                                    Leaf.decode(entry.entry()),
                                    entry.leafHash()));
        }
    }

    /// The next sealed entry in the journal's order.
    void learn(Place place, Leaf leaf, Hash hash) {
        index.add(place, leaf, hash);
        state.learn(place, leaf, hash);
    }

    /// The state of the registers as of the last entry learnt; for the thread that learns.
    StateKeeper state() {
        return state;
    }

    /// A `state` entry as of the last entry learnt.
    Envelope stateEntry() {
        int origin = state.asOf().orElseThrow().origin();
        return state.envelope(around.envelopes(), prefix() + origin);
    }

    /// Brings everything durable in the present origin under a checkpoint.
    Checkpoint seal() {
        NoteSigner key =
                signer.orElseThrow(() ->
                        new LedgerFault(LedgerFault.Code.STOPPED, kind + " journal is closed"));
        return current().directory().seal(key);
    }

    Optional<Position> position(Place place) {
        return chapter(place).position(place.index());
    }

    @Override
    public Chapter chapter(Place place) {
        Chapter chapter = chapters.get(place.origin());
        if (chapter == null) {
            throw new IllegalStateException("no origin " + place.origin());
        }
        return chapter;
    }

    @Override
    public StoredEntry entry(Place place) {
        Chapter chapter = chapter(place);
        EntryIndex at = new EntryIndex(place.index());
        byte[] entry = chapter.directory().entry(at);
        return new FiledEntry(
                entry,
                MerkleTree.leafHash(entry),
                () -> chapter.position(place.index()),
                () -> chapter.directory().read(at),
                new FiledEntry.Reading(
                        chapter.name() + " entry " + place.index(),
                        around.keys().dataKeys(),
                        erasedBy));
    }

    /// An origin that another site has written, or the same one opened anew; what it has under a
    /// checkpoint beyond `known` entries is learnt. For the thread that learns.
    void adopt(Chapter chapter, long known) {
        chapters.put(chapter.number(), chapter);
        fold(chapter, known, chapter.directory().signedSize().value());
    }

    /// Lets the folder go and forgets the key; nothing is sealed here.
    @Override
    public void close() {
        signer = Optional.empty();
        last().ifPresent(chapter -> chapter.directory().close());
    }
}
