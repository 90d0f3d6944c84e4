// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;
import org.jspecify.annotations.Nullable;

/// A mirror at work: looks at its office, copies what is new, cosigns, hands the cosignatures in,
/// again and again until told to stop. Whatever fails is tried again at the next look; an alarm
/// keeps its journal from being cosigned until the process is started anew by a person who read it.
public final class MirrorRun implements AutoCloseable {
    /// Under this name stand alarms of what is not of one journal.
    private static final String ERASURES = "erasures";

    private final MirrorSettings settings;
    private final MirrorKeys keys;
    private final OfficeRoutes office;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final Copies copies;
    private final Surroundings around;
    private final Pushes pushes;
    private final Address address;
    private final Map<String, String> alarms = new ConcurrentHashMap<>();
    private final Map<String, Long> handedIn = new ConcurrentHashMap<>();

    /// Touched inside a look only.
    private final EarlierOrigins earlier;

    /// What was handed in before the look at work. Touched inside a look only.
    private Set<String> handedBefore = Set.of();

    private final MirrorErasing erasing;
    private final X509Certificate root;
    private final SeenCheckpoints seen;
    private volatile boolean stopping;

    /// Whether the last look has handed in everything that was listed, but for alarms.
    private volatile boolean level;

    private final OfficeNews news;

    private MirrorRun(
            MirrorSettings settings,
            MirrorKeys keys,
            OfficeRoutes office,
            X509Certificate root,
            InstantSource clock,
            Consumer<String> say) {
        this.settings = settings;
        this.keys = keys;
        this.office = office;
        this.root = root;
        this.clock = clock;
        this.news = new OfficeNews(office, clock);
        this.say = say;
        this.erasing = new MirrorErasing(settings, keys, clock);
        this.seen = new SeenCheckpoints(settings.folder());
        this.copies = new Copies(settings.folder().resolve("journals"), root);
        this.around = new Surroundings(office, keys, clock, erasing, seen, settings.fast());
        this.pushes = new Pushes(copies, around, this::alarm, this::raise);
        this.address = new Address(settings.name(), keys, clock);
        this.earlier =
                new EarlierOrigins(line -> {
                    if (!stopping) {
                        say.accept(line);
                    }
                });
    }

    /// Opens the folder, and pins the office's root when it is new.
    public static MirrorRun open(MirrorSettings settings, InstantSource clock, Consumer<String> say)
            throws IOException {
        Files.createDirectories(settings.folder().resolve("journals"));
        MirrorKeys keys =
                MirrorKeys.of(settings.folder(), settings.name()).through(settings.fast());
        OfficeRoutes office = new OfficeRoutes(settings.office(), settings.token());
        boolean done = false;
        try {
            X509Certificate root = PinnedRoot.of(settings.folder(), office, say);
            done = true;
            return new MirrorRun(settings, keys, office, root, clock, say);
        } finally {
            if (!done) {
                office.close();
            }
        }
    }

    /// Looks at the office until [#close].
    public void run() throws InterruptedException {
        Retries retries = new Retries(say, copies.kept());
        while (!stopping) {
            Duration pause = settings.every();
            try {
                if (news.isLookDue()) {
                    retries.worked(clock.instant(), look());
                    news.looked(level);
                }
            } catch (IOException | JournalFault e) {
                if (!stopping && !Thread.currentThread().isInterrupted()) {
                    pause = retries.failed(clock.instant(), e.getMessage());
                }
            }
            Thread.sleep(pause);
        }
    }

    /// Tells the office at the next look where the copies are served, by the mirror's key.
    public void serveAt(URI served) {
        address.tell(served);
    }

    /// One look at every journal of the office, oldest origins first. Thread-safe, one at a time.
    ///
    /// @return entries that are now under adopted checkpoints, over all journals
    public synchronized long look() throws IOException {
        Map<String, List<OfficeRoutes.Listed>> kinds = new TreeMap<>();
        // Before the list is asked for: what a push brings meanwhile may be newer than the list.
        erasing.begin();
        handedBefore = Set.copyOf(handedIn.keySet());
        Map<String, Long> least = new HashMap<>();
        copies.folders().forEach(folder -> least.put(name(folder), copies.signed(folder)));
        List<OfficeRoutes.Listed> listed = office.journals();
        for (OfficeRoutes.Listed one : listed) {
            kinds.computeIfAbsent(one.kind(), _ -> new ArrayList<>()).add(one);
        }
        requireAllListed(listed.stream().map(OfficeRoutes.Listed::name).toList());
        long entries = 0;
        for (List<OfficeRoutes.Listed> origins : kinds.values()) {
            origins.sort(Comparator.comparingInt(OfficeRoutes.Listed::number));
            Optional<OriginCopy> before = Optional.empty();
            for (OfficeRoutes.Listed one : origins) {
                Optional<OriginCopy> copy = follow(one, least.getOrDefault(one.name(), 0L), before);
                entries += copy.map(OriginCopy::signed).orElse(0L);
                if (copy.isEmpty()) {
                    break;
                }
                before = copy;
            }
            if (before.isPresent()) {
                // Says that this mirror is at work, also when there is nothing new.
                office.proposal(before.get().name());
            }
        }
        erase(kinds.getOrDefault("central", List.of()));
        address.handIn(office, say);
        // None of a kind of which there is an alarm: what comes after it is not to be believed.
        earlier.next(name -> alarm(name).isEmpty(), this::isHandedInAgain);
        level = earlier.isDone() && listed.stream().allMatch(this::isLevel);
        return entries;
    }

    private boolean isLevel(OfficeRoutes.Listed one) {
        return handedIn.getOrDefault(one.name(), -1L) >= one.size()
                || alarm(one.name()).isPresent();
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    /// An office never takes a published journal back.
    private void requireAllListed(List<String> names) throws IOException {
        for (Path folder : copies.folders()) {
            String name = name(folder);
            if (!names.contains(name) && !alarms.containsKey(name)) {
                raise(
                        name,
                        new MirrorAlarm(
                                        MirrorAlarm.Kind.ROLLBACK,
                                        "the office no longer lists " + name)
                                .getMessage());
            }
        }
    }

    /// What acts of erasure name goes here too. When every act is known that the office had sealed
    /// when this look began, zero records from before it without an act are damage.
    private void erase(List<OfficeRoutes.Listed> central) throws IOException {
        boolean complete =
                central.stream()
                        .allMatch(one ->
                                copies.get(one.name())
                                        .filter(copy -> copy.signed() >= one.size())
                                        .isPresent());
        if (complete) {
            erasing.damaged()
                    .forEach((journal, message) -> {
                        if (!alarms.containsKey(journal)) {
                            raise(journal, message);
                        }
                    });
        }
        if (alarms.containsKey(ERASURES)) {
            return;
        }
        try {
            erasing.carryOut(copies, say);
        } catch (JournalRefusal | IllegalArgumentException wrong) {
            raise(ERASURES, "a copy cannot be read to erase in it: " + wrong.getMessage());
        } catch (JournalFault disk) {
            // A copy whose disk failed writes no more until it is opened again.
            copies.dropAll();
            throw disk;
        }
        erasing.handIn(office, say);
    }

    /// Empty when there is an alarm: what comes after it is not to be believed either. Nobody
    /// pushes to the copy meanwhile.
    private Optional<OriginCopy> follow(
            OfficeRoutes.Listed listed, long least, Optional<OriginCopy> before)
            throws IOException {
        return guarded(
                listed.name(),
                () -> {
                    OriginCopy copy = copy(listed, before);
                    copy.requireStillOf(listed, least);
                    if (handedIn.getOrDefault(listed.name(), -1L) < listed.size()) {
                        boolean _ = cosign(copy);
                    }
                    return Optional.of(copy);
                });
    }

    private boolean isHandedInAgain(String name) throws IOException {
        return guarded(
                        name,
                        () -> {
                            Optional<OriginCopy> copy = copies.get(name);
                            return copy.isPresent() && cosign(copy.get()) ? copy : Optional.empty();
                        })
                .isPresent();
    }

    private interface Work {
        Optional<OriginCopy> run() throws IOException;
    }

    private Optional<OriginCopy> guarded(String name, Work work) throws IOException {
        if (alarms.containsKey(name)) {
            return Optional.empty();
        }
        ReentrantLock lock = copies.lock(name);
        lock.lock();
        try {
            return work.run();
        } catch (MirrorAlarm alarm) {
            raise(name, alarm.getMessage());
        } catch (JournalFault disk) {
            // A copy whose disk failed writes no more until it is opened again, which repairs it.
            copies.get(name).ifPresent(copies::drop);
            throw disk;
        } catch (JournalRefusal | IllegalArgumentException refused) {
            raise(name, "the office's files do not verify: " + refused.getMessage());
        } finally {
            lock.unlock();
        }
        return Optional.empty();
    }

    private OriginCopy copy(OfficeRoutes.Listed listed, Optional<OriginCopy> before)
            throws IOException {
        Optional<OriginCopy> known = copies.get(listed.name());
        if (known.isPresent()) {
            return known.get();
        }
        Path folder = copies.folder(listed.name());
        OriginCopy copy;
        if (JournalDirectory.isJournal(folder)) {
            copy = OriginCopy.open(listed.name(), folder);
        } else {
            NewEntry opening = office.records(listed.name(), 0).getFirst();
            copy = OriginCopy.begin(listed, folder, opening, root, before);
            // The office was started again and may have forgotten cosignatures it had not enough
            // of.
            earlier.add(handedBefore);
        }
        copies.put(copy);
        return copy;
    }

    /// @return whether the office has taken a cosignature
    private boolean cosign(OriginCopy copy) throws IOException {
        String name = copy.name();
        Optional<SignedNote> proposal = office.proposal(name);
        if (proposal.isEmpty()) {
            return false;
        }
        Optional<SignedNote> mine = copy.follow(proposal.get(), around);
        if (mine.isEmpty()) {
            return false;
        }
        Optional<Long> more = office.cosigned(name, mine.get());
        if (more.isPresent()) {
            throw new MirrorAlarm(
                    MirrorAlarm.Kind.OLD_COPY,
                    "this mirror has cosigned %d entries of %s, and its copy has %d: it was put"
                                    .formatted(more.get(), name, copy.signed())
                            + " back to an older state; start an empty folder with new keys");
        }
        handedIn.put(name, copy.signed());
        return true;
    }

    /// What keeps a journal from being cosigned: an alarm of it or of any of its kind, since each
    /// continues the one before it.
    private Optional<String> alarm(String journal) {
        String kind = journal.substring(0, journal.lastIndexOf('-') + 1);
        return alarms.entrySet().stream()
                .filter(one -> one.getKey().startsWith(kind))
                .map(one -> one.getKey() + " " + one.getValue())
                .findFirst();
    }

    private void write(String line) {
        try {
            Files.writeString(
                    settings.folder().resolve("alarms"),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("an alarm could not be written down", e);
        }
    }

    private void raise(String journal, @Nullable String message) {
        alarms.put(journal, String.valueOf(message));
        String line = clock.instant() + " " + journal + " " + message;
        say.accept("ALARM " + line);
        write(line);
    }

    /// The last moment at which the copies had everything that the office had; none before the
    /// first, nor while there is an alarm about one of them.
    public Optional<Instant> level() {
        return news.whole().filter(_ -> alarms.isEmpty());
    }

    /// Alarms by journal; empty when all is well.
    public Map<String, String> alarms() {
        return Map.copyOf(alarms);
    }

    /// The keys, whose vkeys the office and others must know.
    public MirrorKeys keys() {
        return keys;
    }

    /// The folder with the copies.
    public Path folder() {
        return settings.folder();
    }

    /// What others bring.
    Pushes pushes() {
        return pushes;
    }

    /// Ends after the look and the pushes under way, and lets the copies go.
    @Override
    public void close() {
        stopping = true;
        office.close(); // ends the look under way
        synchronized (this) {
            copies.close();
            seen.close();
        }
    }
}
