// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// One damage to one file of a journal that nobody writes. It remembers what was there.
final class Damage {
    /// Entries and hashes of a full tile or bundle.
    private static final int FULL = 256;

    private static final int HASH_BYTES = 32;
    private static final int LENGTH_BYTES = 4;

    enum Kind {
        TORN_APPEND("torn append behind the last record"),
        LOST_TAIL("signed records cut off"),
        TORN_TILE("partial tile cut short"),
        FLIPPED_TILE("flipped bit in a full tile"),
        FLIPPED_BUNDLE("flipped bit in an entry bundle"),
        FLIPPED_RECORD("flipped bit in a record");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /// A crash does this to bytes that nobody was promised.
        boolean isRepaired() {
            return this == TORN_APPEND;
        }
    }

    private final Kind kind;
    private final Path journal;
    private final Path file;
    private final byte[] whole;
    private final byte[] damaged;

    /// Any of these in a finding names it.
    private final List<String> names;

    private Damage(Kind kind, Path journal, Path file, byte[] damaged, List<String> names)
            throws IOException {
        this.kind = kind;
        this.journal = journal;
        this.file = file;
        this.whole = Files.readAllBytes(file);
        this.damaged = damaged;
        this.names = names;
    }

    /// Draws a place for a damage of a kind.
    ///
    /// @param journals folder of an office's or a mirror's journals
    static Damage draw(Kind kind, Path journals, SplittableRandom chance) throws IOException {
        List<Path> fitting = new ArrayList<>();
        try (Stream<Path> all = Files.list(journals)) {
            for (Path one : all.sorted().toList()) {
                if (Files.exists(one.resolve("checkpoint")) && fits(kind, one)) {
                    fitting.add(one);
                }
            }
        }
        if (fitting.isEmpty()) {
            throw new DrillFault("no journal in " + journals + " for a " + kind.words());
        }
        // Crashes tear the journals that were being written: the newest of each kind.
        Path journal = fitting.get(chance.nextInt(fitting.size()));
        return switch (kind) {
            case TORN_APPEND -> tornAppend(newest(journals, chance), chance);
            case LOST_TAIL -> lostTail(journal, chance);
            case TORN_TILE -> tornTile(journal, chance);
            case FLIPPED_TILE -> flippedTile(journal, chance);
            case FLIPPED_BUNDLE -> flippedBundle(journal, chance);
            case FLIPPED_RECORD -> flippedRecord(journal, chance);
        };
    }

    private static boolean fits(Kind kind, Path journal) throws IOException {
        return switch (kind) {
            case FLIPPED_TILE -> Files.exists(journal.resolve("tile/0/000"));
            case TORN_TILE -> !partial(journal).isEmpty();
            default -> true;
        };
    }

    /// The files in a folder that the checkpoint is made of: full ones, and the partial one of its
    /// size.
    private static List<Path> used(Path journal, String folder) throws IOException {
        if (!Files.isDirectory(journal.resolve(folder))) {
            return List.of();
        }
        String width = ".p/" + size(journal) % FULL;
        try (Stream<Path> all = Files.walk(journal.resolve(folder))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !isPartial(file) || file.toString().endsWith(width))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isPartial(Path file) {
        return file.toString().contains(".p/");
    }

    private static List<Path> partial(Path journal) throws IOException {
        return used(journal, "tile/0").stream().filter(Damage::isPartial).toList();
    }

    private static Path newest(Path journals, SplittableRandom chance) throws IOException {
        String kind = chance.nextBoolean() ? "node-" : "central-";
        try (Stream<Path> all = Files.list(journals)) {
            return all.filter(one -> one.getFileName().toString().startsWith(kind))
                    .filter(one -> Files.exists(one.resolve("checkpoint")))
                    .max((a, b) -> Integer.compare(number(a), number(b)))
                    .orElseThrow(() -> new DrillFault("no journal " + kind + " in " + journals));
        }
    }

    private static int number(Path journal) {
        String name = journal.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private static long size(Path journal) throws IOException {
        return Long.parseLong(Files.readAllLines(journal.resolve("checkpoint")).get(1));
    }

    private static Path last(Path journal) throws IOException {
        return journal.resolve("blobs").resolve(Long.toString((size(journal) - 1) / FULL));
    }

    private static Damage tornAppend(Path journal, SplittableRandom chance) throws IOException {
        Path file = last(journal);
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = Arrays.copyOf(whole, whole.length + 5 + chance.nextInt(60));
        // the beginning of a record whose end never reached the disk
        System.arraycopy(whole, 0, damaged, whole.length, damaged.length - whole.length);
        return new Damage(Kind.TORN_APPEND, journal, file, damaged, List.of());
    }

    private static Damage lostTail(Path journal, SplittableRandom chance) throws IOException {
        Path file = last(journal);
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = Arrays.copyOf(whole, whole.length - 1 - chance.nextInt(20));
        return new Damage(
                Kind.LOST_TAIL, journal, file, damaged, entryNames(size(journal) - 1, file));
    }

    private static Damage tornTile(Path journal, SplittableRandom chance) throws IOException {
        Path file = partial(journal).getFirst();
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = Arrays.copyOf(whole, chance.nextInt(whole.length));
        return new Damage(Kind.TORN_TILE, journal, file, damaged, List.of(below(journal, file)));
    }

    private static Damage flippedTile(Path journal, SplittableRandom chance) throws IOException {
        Path file = journal.resolve("tile/0/000");
        byte[] damaged = flipped(file, chance.nextInt(FULL * HASH_BYTES), chance);
        return new Damage(Kind.FLIPPED_TILE, journal, file, damaged, List.of(below(journal, file)));
    }

    private static Damage flippedBundle(Path journal, SplittableRandom chance) throws IOException {
        List<Path> files = used(journal, "tile/entries");
        Path file = files.get(chance.nextInt(files.size()));
        int length = (int) Files.size(file);
        // Behind the length of the first entry, which may be long; a bit there is its content.
        byte[] damaged = flipped(file, chance.nextInt(2, length), chance);
        return new Damage(
                Kind.FLIPPED_BUNDLE,
                journal,
                file,
                damaged,
                List.of(below(journal, file), "tile/0/", "entr"));
    }

    private static Damage flippedRecord(Path journal, SplittableRandom chance) throws IOException {
        long index = chance.nextLong(size(journal));
        Path file = journal.resolve("blobs").resolve(Long.toString(index / FULL));
        byte[] whole = Files.readAllBytes(file);
        int at = 0;
        for (long i = index / FULL * FULL; i < index; i++) {
            at = behind(whole, at);
        }
        int bit = chance.nextInt(at + LENGTH_BYTES, behind(whole, at));
        return new Damage(
                Kind.FLIPPED_RECORD,
                journal,
                file,
                flipped(file, bit, chance),
                entryNames(index, file));
    }

    /// Where the record behind this one begins (see `BlobRecord`: lengths before bytes, a CRC
    /// last).
    private static int behind(byte[] file, int start) {
        java.nio.ByteBuffer in = java.nio.ByteBuffer.wrap(file);
        int at = start + LENGTH_BYTES + in.getInt(start);
        int blobs = file[at++] & 0xff;
        for (int i = 0; i < blobs; i++) {
            at += LENGTH_BYTES + in.getInt(at);
        }
        return at + LENGTH_BYTES;
    }

    private static byte[] flipped(Path file, int at, SplittableRandom chance) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << chance.nextInt(8));
        return bytes;
    }

    private static List<String> entryNames(long index, Path file) {
        return List.of(
                "entry " + index,
                "asked was " + index,
                "record " + index,
                "blobs/" + file.getFileName());
    }

    private static String below(Path journal, Path file) {
        return journal.relativize(file).toString();
    }

    Kind kind() {
        return kind;
    }

    /// Such as `central-3`.
    String journal() {
        return journal.getFileName().toString();
    }

    void make() throws IOException {
        Files.write(file, damaged);
    }

    /// Unless the office has repaired it.
    void undo() throws IOException {
        if (!kind.isRepaired()) {
            Files.write(file, whole);
        }
    }

    /// Whether a finding says which journal, and where in it.
    boolean isNamedBy(String finding) {
        return finding.startsWith(journal() + ": ") && names.stream().anyMatch(finding::contains);
    }

    @Override
    public String toString() {
        return kind.words() + ", " + journal() + " " + below(journal, file);
    }
}
