// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A disk that fails or dies at a chosen step, and that can lose all that was not forced. It only
/// notes what is forced, so that tests need not wait for the machine's own disk.
final class DyingDisk implements Disk {
    /// What the failing step still does.
    enum Fate {
        NOT_SAVED,
        HALF_SAVED,
        SAVED
    }

    interface Undo {
        void run() throws IOException;
    }

    /// A change of names that is lost unless its folder is forced.
    private record NameChange(Path folder, Undo undo) {}

    private final Disk real = Disk.real();
    private final int failing;
    private final Fate fate;
    private final boolean dies;
    private final List<NameChange> names = new ArrayList<>();
    private final Map<Path, byte[]> forced = new HashMap<>();
    private int step;
    private boolean dead;

    /// Fails at the given step, from 1 on; dies there when told so, else fails this once.
    DyingDisk(int failing, Fate fate, boolean dies) {
        this.failing = failing;
        this.fate = fate;
        this.dies = dies;
    }

    /// A disk that never fails.
    static DyingDisk immortal() {
        return new DyingDisk(Integer.MAX_VALUE, Fate.SAVED, false);
    }

    /// True when the chosen step was reached.
    boolean failed() {
        return step >= failing;
    }

    /// Undoes everything that was not forced.
    void losePower() {
        dead = true;
        try {
            for (NameChange change : names.reversed()) {
                change.undo().run();
            }
            for (Map.Entry<Path, byte[]> file : forced.entrySet()) {
                if (Files.exists(file.getKey())) {
                    Files.write(file.getKey(), file.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(Path file, long position, byte[] bytes) {
        step(
                () -> {
                    keepForced(file);
                    real.write(file, position, bytes);
                },
                () -> {
                    keepForced(file);
                    real.write(file, position, Arrays.copyOf(bytes, bytes.length / 2));
                });
    }

    @Override
    public void force(Path file) {
        step(() -> {
            forced.remove(file);
        });
    }

    @Override
    public void forceFolder(Path folder) {
        step(() -> {
            names.removeIf(change -> change.folder().equals(folder));
        });
    }

    @Override
    public void rename(Path from, Path to) {
        step(() -> {
            if (Files.isDirectory(from)) {
                real.rename(from, to);
                names.add(new NameChange(to.getParent(), () -> Files.move(to, from)));
                return;
            }
            Optional<byte[]> before = Source.file(to);
            byte[] content = Source.file(from).orElse(null);
            real.rename(from, to);
            byte[] unforced = forced.remove(from);
            if (unforced != null) {
                forced.put(to, unforced);
            }
            if (content != null) {
                names.add(new NameChange(to.getParent(), () -> restore(to, before)));
            }
        });
    }

    @Override
    public void makeFolder(Path folder) {
        step(() -> {
            if (!Files.exists(folder)) {
                real.makeFolder(folder);
                names.add(new NameChange(folder.getParent(), () -> removeAll(folder)));
            }
        });
    }

    @Override
    public void cut(Path file, long length) {
        step(() -> {
            keepForced(file);
            real.cut(file, length);
        });
    }

    @Override
    public void delete(Path path) {
        step(() -> {
            if (Files.isDirectory(path)) {
                real.delete(path);
                names.add(new NameChange(path.getParent(), () -> Files.createDirectory(path)));
                return;
            }
            Optional<byte[]> before = Source.file(path);
            real.delete(path);
            before.ifPresent(
                    _ -> names.add(new NameChange(path.getParent(), () -> restore(path, before))));
        });
    }

    private void keepForced(Path file) throws IOException {
        if (Files.exists(file)) {
            forced.putIfAbsent(file, Files.readAllBytes(file));
        } else {
            forced.put(file, new byte[0]);
            names.add(new NameChange(file.getParent(), () -> Files.deleteIfExists(file)));
        }
    }

    /// A file of a folder whose own removal was forced does not come back.
    private static void restore(Path file, Optional<byte[]> before) throws IOException {
        if (!Files.isDirectory(file.getParent())) {
            return;
        }
        if (before.isPresent()) {
            Files.write(file, before.get());
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private void step(Undo change) {
        step(change, () -> {});
    }

    private void step(Undo change, Undo half) {
        if (dead) {
            throw failure();
        }
        step++;
        try {
            if (step != failing) {
                change.run();
                return;
            }
            dead = dies;
            switch (fate) {
                case NOT_SAVED -> {}
                case HALF_SAVED -> half.run();
                case SAVED -> change.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw failure();
    }

    private static JournalFault failure() {
        return new JournalFault(JournalFault.Code.DISK, "planted");
    }
}
