// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.journal.JournalRefusal.Reason;

/// The path of a tile or an entry bundle below a journal's address; C2SP tlog-tiles. The level of
/// an entry bundle is [#ENTRIES]; the width is 256 when full, else 1 to 255.
public record TilePath(int level, long index, int width) {
    /// The level that stands for entry bundles.
    public static final int ENTRIES = -1;

    /// The hashes of a full tile, or the entries of a full bundle.
    public static final int FULL = 256;

    private static final int MAX_LEVEL = 63;
    private static final Pattern PATH =
            Pattern.compile(
                    "tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

    public TilePath {
        if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new JournalRefusal(
                    Reason.MALFORMED_PATH,
                    "level %d, index %d, width %d".formatted(level, index, width));
        }
    }

    /// A tile of hashes.
    public static TilePath hashes(int level, long index, int width) {
        if (level < 0) {
            throw new JournalRefusal(Reason.MALFORMED_PATH, "level " + level);
        }
        return new TilePath(level, index, width);
    }

    /// An entry bundle.
    public static TilePath entries(long index, int width) {
        return new TilePath(ENTRIES, index, width);
    }

    /// Reads a path such as `tile/0/x001/234.p/7`, in its one spelling.
    public static TilePath parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new JournalRefusal(Reason.MALFORMED_PATH, "not the path of a tile");
        }
        String level = matcher.group(1);
        String width = matcher.group(3);
        TilePath read =
                new TilePath(
                        level.equals("entries") ? ENTRIES : Integer.parseInt(level),
                        number(matcher.group(2)),
                        width == null ? FULL : Integer.parseInt(width));
        if (!read.path().equals(path)) {
            throw new JournalRefusal(Reason.MALFORMED_PATH, "not in the one spelling");
        }
        return read;
    }

    /// True for a bundle of entries, false for a tile of hashes.
    public boolean isEntries() {
        return level == ENTRIES;
    }

    /// True when no wider tile can come in its place.
    public boolean isFull() {
        return width == FULL;
    }

    /// The full tile at the same place.
    public TilePath full() {
        return new TilePath(level, index, FULL);
    }

    /// The path, without a slash in front.
    public String path() {
        return isFull() ? fullPath() : partialFolder() + "/" + width;
    }

    /// The folder of the partial tiles at this place.
    String partialFolder() {
        return fullPath() + ".p";
    }

    private String fullPath() {
        StringBuilder groups = new StringBuilder("%03d".formatted(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return "tile/" + (isEntries() ? "entries" : Integer.toString(level)) + "/" + groups;
    }

    private static long number(String groups) {
        try {
            return Long.parseLong(groups.replace("x", "").replace("/", ""));
        } catch (NumberFormatException e) {
            throw new JournalRefusal(Reason.MALFORMED_PATH, "a tile number above 2^63-1", e);
        }
    }

    @Override
    public String toString() {
        return path();
    }
}
