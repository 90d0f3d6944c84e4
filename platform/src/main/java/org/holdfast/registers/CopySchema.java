// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.List;

/// The tables of the own copy. Another layout gets another number, and copies are made anew.
final class CopySchema {
    static final int LAYOUT = 3;

    static final List<String> TABLES =
            List.of(
                    // How far the journal is folded: one row, moved with the rows that it accounts.
                    """
                    create table cursor (
                        one integer primary key check (one = 1),
                        journal text not null, origin text not null, position integer not null,
                        leaf blob not null)
                    """,
                    // Up to when the database is known to have held nothing newer: one row.
                    """
                    create table heard (
                        one integer primary key check (one = 1), millis integer not null)
                    """,
                    """
                    create table origin (
                        number integer primary key, name text not null, origin text not null)
                    """,
                    """
                    create table record (
                        id text primary key, register text not null, office text not null,
                        version integer not null, leaf blob not null, subject text unique,
                        record_key blob not null, papers_key blob)
                    """,
                    "create index record_by_key on record (record_key)",
                    "create index record_by_office on record (office, register)",
                    // `digest`: SHA-256 of `canonical`, since SQLite itself notices no flipped bit.
                    """
                    create table version (
                        record text not null, version integer not null, canonical blob not null,
                        digest blob not null, leaf blob not null, origin integer not null,
                        position integer not null, primary key (record, version))
                    """,
                    "create index version_by_leaf on version (leaf)",
                    """
                    create table search (
                        record text primary key, register text not null, office text not null,
                        subject text not null, name text not null, second text,
                        birth text not null, address text not null, restricted integer not null,
                        status text not null, name_key text not null, second_key text,
                        folded text not null)
                    """,
                    "create index search_by_name on search (office, name_key)",
                    "create index search_by_birth on search (birth, office)",
                    """
                    create table erased (
                        entity blob not null, version integer not null, leaf blob not null,
                        primary key (entity, version))
                    """,
                    // As `registers.acceptance` in PostgreSQL.
                    """
                    create table acceptance (
                        operation blob primary key, office text not null, year integer not null,
                        number integer not null, digest blob not null,
                        unique (office, year, number))
                    """,
                    """
                    create table acceptance_last (
                        office text not null, year integer not null, number integer not null,
                        digest blob not null, primary key (office, year))
                    """);

    private CopySchema() {}
}
