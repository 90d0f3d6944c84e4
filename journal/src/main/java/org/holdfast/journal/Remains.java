// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is left of a journal's folder, piece by piece, after a disaster: whatever can still be read
/// is given, nothing of it is believed, and nothing is refused because something else is missing.
/// Reads only; takes no lock. For one thread.
public final class Remains {
    private static final int MOST_LINE = 4_096;
    private static final int MOST_NOTE = SignedNote.MAX_BYTES;
    private static final int MOST_TILE = TilePath.FULL * Hash.LENGTH;
    private static final int MOST_BUNDLE = TilePath.FULL * (NewEntry.MAX_ENTRY_BYTES + 2);

    /// Looking for the next whole record behind a broken one computes CRCs over at most this many
    /// times the bytes of the file.
    private static final int SEARCH_TIMES = 8;

    /// Tiles in folders that stand for more than this are not looked for.
    private static final long MOST_ABOVE = 1_000_000_000L;

    /// More than this many unreadable files are not remembered by name.
    private static final int MOST_UNREADABLE = 100;

    private final Path folder;
    private final Set<String> unreadable = new TreeSet<>();

    private Remains(Path folder) {
        this.folder = folder;
    }

    /// Hears of the whole records of one blob file: their CRC fits, and that is all.
    public interface Records {
        /// One more whole record was read.
        ///
        /// @param place 0 to 255 by the records before it; -1 behind a place where the file is so
        ///   broken that nobody can count
        void record(int place, Stored record);
    }

    /// What is left in a folder, which may lack anything.
    public static Remains of(Path folder) {
        return new Remains(folder);
    }

    /// The folder.
    public Path folder() {
        return folder;
    }

    /// Files that are there and that the system refuses to give, some of them by name.
    public Set<String> unreadable() {
        return Set.copyOf(unreadable);
    }

    /// A file of one line, such as `origin`; empty when it is missing or not a line of text.
    public Optional<String> line(String name) {
        return read(name, MOST_LINE)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .filter(line -> !line.isEmpty() && line.chars().noneMatch(c -> c < ' '));
    }

    /// A signed note, such as `checkpoint`; empty when there is no file.
    ///
    /// @throws JournalRefusal when there is one that is not a note
    public Optional<SignedNote> note(String name) {
        return read(name, MOST_NOTE).map(SignedNote::parse);
    }

    /// Bytes of one published file, such as a tile; empty when missing or far too long.
    public Optional<byte[]> file(TilePath path) {
        return read(path.path(), path.isEntries() ? MOST_BUNDLE : MOST_TILE);
    }

    /// The hashes of a tile as far as they go, packed: from the full tile, else from the widest
    /// partial one; none when there is neither.
    public byte[] hashes(int level, long index) {
        byte[] bytes = widest(new TilePath(level, index, TilePath.FULL));
        return Arrays.copyOf(bytes, bytes.length - bytes.length % Hash.LENGTH);
    }

    /// The entries of a bundle as far as they can be told apart.
    public List<byte[]> entries(long number) {
        return EntryBundle.parsePrefix(widest(TilePath.entries(number, TilePath.FULL)));
    }

    private byte[] widest(TilePath full) {
        return file(full).or(() -> widestPartial(full)).orElse(new byte[0]);
    }

    private Optional<byte[]> widestPartial(TilePath full) {
        int width = 0;
        for (String name : names(full.partialFolder())) {
            if (name.matches("[1-9][0-9]{0,2}") && Integer.parseInt(name) < TilePath.FULL) {
                width = Math.max(width, Integer.parseInt(name));
            }
        }
        return width == 0
                ? Optional.empty()
                : file(new TilePath(full.level(), full.index(), width));
    }

    /// One more than the highest number of a blob file.
    public long blobFiles() {
        long count = 0;
        for (String name : names("blobs")) {
            if (name.matches("0|[1-9][0-9]{0,12}")) {
                count = Math.max(count, Long.parseLong(name) + 1);
            }
        }
        return count;
    }

    /// How many entries the files that are here can tell of at most: one more than the highest
    /// index that a blob file, a bundle or a tile of leaf hashes covers.
    public long extent() {
        long blocks =
                Math.max(blobFiles(), Math.max(highest("tile/entries", 0), highest("tile/0", 0)));
        return Math.multiplyExact(blocks, (long) TilePath.FULL);
    }

    /// One more than the highest number of a tile below a folder, 0 without any.
    ///
    /// @param above the number that the folders above stand for
    private long highest(String inner, long above) {
        long highest = 0;
        for (String name : names(inner)) {
            if (name.matches("[0-9]{3}(\\.p)?")) {
                highest = Math.max(highest, above * 1000 + number(name) + 1);
            } else if (name.matches("x[0-9]{3}") && above < MOST_ABOVE) {
                long below = above * 1000 + number(name.substring(1));
                highest = Math.max(highest, highest(inner + "/" + name, below));
            }
        }
        return highest;
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, 3));
    }

    /// True when there is a blob file of this number.
    public boolean hasBlobFile(long number) {
        return Files.exists(folder.resolve("blobs").resolve(Long.toString(number)));
    }

    /// Tells each whole record of a blob file in its order, each in memory for as long as it is
    /// told. Behind a record that is broken inside the count goes on; where a length is broken the
    /// next whole record is looked for byte by byte.
    public void records(long number, Records heard) {
        String name = "blobs/" + number;
        try (RandomAccessFile file = new WindowedFile(folder.resolve(name))) {
            walk(file, number * BlobFiles.RECORDS, heard);
        } catch (IOException e) {
            note(name, e);
        }
    }

    private static void walk(RandomAccessFile file, long first, Records heard) throws IOException {
        long at = 0;
        int place = 0;
        boolean counted = true;
        while (place < BlobFiles.RECORDS && at < file.length()) {
            Optional<BlobRecord> record = BlobRecord.at(file, at);
            Optional<Stored> stored = stored(record, file, first + place);
            if (stored.isPresent()) {
                heard.record(counted ? place : -1, stored.get());
                at = record.orElseThrow().end();
            } else if (record.isPresent() && begins(file, record.get().end())) {
                at = record.get().end();
            } else {
                at = nextWhole(file, at + 1);
                counted = false;
            }
            place++;
        }
    }

    /// True when the file ends here or a whole record begins, so that the lengths before it hold.
    private static boolean begins(RandomAccessFile file, long at) throws IOException {
        return at == file.length() || stored(BlobRecord.at(file, at), file, 0).isPresent();
    }

    private static Optional<Stored> stored(
            Optional<BlobRecord> record, RandomAccessFile file, long index) throws IOException {
        return record.isPresent()
                ? record.get().read(file, new EntryIndex(index))
                : Optional.empty();
    }

    /// Where the next whole record begins; the end of the file when none is found.
    private static long nextWhole(RandomAccessFile file, long from) throws IOException {
        long budget = SEARCH_TIMES * file.length();
        for (long at = from; at < file.length() && budget > 0; at++) {
            Optional<BlobRecord> record = BlobRecord.at(file, at);
            if (record.isPresent()) {
                budget -= record.get().end() - at;
                if (record.get().read(file, new EntryIndex(0)).isPresent()) {
                    return at;
                }
            }
        }
        return file.length();
    }

    private Optional<byte[]> read(String name, int most) {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            byte[] bytes = in.readNBytes(most + 1);
            return bytes.length > most ? Optional.empty() : Optional.of(bytes);
        } catch (IOException e) {
            note(name, e);
            return Optional.empty();
        }
    }

    private List<String> names(String inner) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(inner))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            note(inner, e);
        }
        return names;
    }

    private void note(String name, IOException e) {
        boolean missing =
                e instanceof NoSuchFileException
                        || e instanceof NotDirectoryException
                        || !Files.exists(folder.resolve(name));
        if (!missing && unreadable.size() < MOST_UNREADABLE) {
            unreadable.add(name);
        }
    }
}
