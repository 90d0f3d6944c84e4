// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;

/// The copies of a mirror that are open for writing, by name, and a lock for each: whoever writes
/// one, a look at the office or a push, holds its lock. Nobody holds two. Thread-safe.
final class Copies {
    private final Path journals;
    private final X509Certificate root;
    private final Map<String, OriginCopy> open = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, String> origins = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// @param root the pinned root, which certified the key of every origin that is pushed to
    Copies(Path journals, X509Certificate root) {
        this.journals = journals;
        this.root = root;
    }

    ReentrantLock lock(String name) {
        return locks.computeIfAbsent(name, _ -> new ReentrantLock());
    }

    /// The folders of all copies, open or not, by name.
    List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(journals)) {
            return all.filter(JournalDirectory::isJournal).sorted().toList();
        }
    }

    Path folder(String name) {
        return journals.resolve(name);
    }

    Optional<OriginCopy> get(String name) {
        return Optional.ofNullable(open.get(name));
    }

    /// Entries under the adopted checkpoint of a copy, open or not.
    long signed(Path folder) {
        Optional<OriginCopy> copy = get(String.valueOf(folder.getFileName()));
        if (copy.isPresent()) {
            return copy.get().signed();
        }
        try (JournalDirectory closed = JournalDirectory.openForReading(folder)) {
            return closed.signedSize().value();
        }
    }

    void put(OriginCopy copy) {
        open.put(copy.name(), copy);
    }

    boolean isOpen(OriginCopy copy) {
        return open.get(copy.name()) == copy;
    }

    /// Lets a copy go whose disk failed: it writes no more until it is opened again, which repairs
    /// it. With its lock held.
    void drop(OriginCopy copy) {
        open.remove(copy.name(), copy);
        copy.close();
    }

    /// Lets all go; each as soon as nobody writes it.
    void dropAll() {
        for (OriginCopy copy : open.values()) {
            ReentrantLock lock = lock(copy.name());
            lock.lock();
            try {
                drop(copy);
            } finally {
                lock.unlock();
            }
        }
    }

    /// The copy of an origin for a push, opened when it was not: one that was begun by a look, and
    /// whose key the pinned root certified; empty for any other.
    Optional<OriginCopy> find(String origin) {
        Optional<String> name = name(origin);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        OriginCopy known = open.get(name.get());
        if (known != null) {
            return Optional.of(known).filter(copy -> copy.isCertified(root));
        }
        ReentrantLock lock = lock(name.get());
        lock.lock();
        try {
            if (closed) {
                throw new JournalFault(JournalFault.Code.CLOSED, "this mirror has ended");
            }
            OriginCopy copy = open.get(name.get());
            if (copy == null) {
                copy = OriginCopy.open(name.get(), folder(name.get()));
                open.put(name.get(), copy);
            }
            return copy.isCertified(root) ? Optional.of(copy) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// The name of an origin whose copy is here. A copy never changes its origin.
    Optional<String> name(String origin) {
        if (!origins.containsKey(origin)) {
            try {
                for (Path folder : folders()) {
                    String name = String.valueOf(folder.getFileName());
                    if (!origins.containsValue(name)) {
                        origins.put(originOf(folder), name);
                    }
                }
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        return Optional.ofNullable(origins.get(origin));
    }

    /// All origins whose copies are here.
    Map<String, String> names() {
        var _ = name("");
        return Map.copyOf(origins);
    }

    private static String originOf(Path folder) {
        try (JournalDirectory journal = JournalDirectory.openForReading(folder)) {
            return journal.origin();
        } catch (JournalRefusal damaged) {
            return "";
        }
    }

    /// Opens nothing more and lets all go.
    void close() {
        closed = true;
        dropAll();
    }

    /// Entries under adopted checkpoints; 0 when a copy cannot be read, as the first look will say.
    long kept() {
        try {
            return folders().stream().mapToLong(this::signed).sum();
        } catch (IOException | JournalFault damaged) {
            return 0;
        }
    }
}
