-- SPDX-License-Identifier: Apache-2.0
-- A record: the row that is locked while its next version is made. Names no person.
create table registers.record (
    id         uuid primary key,
    register   text not null,
    office     text not null,
    version    bigint not null check (version > 0),
    leaf       bytea not null,
    subject    text unique,
    record_key bytea not null,
    papers_key bytea
);

-- Immutable because the encoding of the database never changes; the built-in is only called stable.
create function registers.facts_of(canonical bytea) returns jsonb
    language sql immutable strict parallel safe
    return convert_from(canonical, 'UTF8')::jsonb -> 'facts';

-- Every version there ever was. `canonical` is byte for byte what the journal's entry commits to;
-- `facts` is read out of it by the database, so that the two cannot differ.
-- No foreign keys: rows come in by COPY, and the fold check compares all of them with the journal.
create table registers.version (
    record     uuid not null,
    version    bigint not null check (version > 0),
    office     text not null,
    canonical  bytea not null,
    facts      jsonb not null generated always as
        (registers.facts_of(canonical)) stored,
    valid_from date not null,
    entered_at timestamptz not null,
    entered_by text not null,
    leaf       bytea not null,
    primary key (record, version)
);

-- Where the journal has an entry, learnt by following it: narrow rows, so that following never
-- rewrites a version. A version whose leaf has no place is not sequenced yet.
create table registers.place (
    leaf   bytea primary key,
    origin integer not null,
    index  bigint not null
);

create table registers.origin (
    number integer primary key,
    name   text not null unique,
    origin text not null unique
);

-- How persons are found: one row for the current version of each.
create table registers.search (
    record     uuid primary key,
    register   text not null,
    office     text not null,
    subject    text not null,
    name       text not null,
    second     text,
    birth      date not null,
    address    text not null,
    restricted boolean not null,
    status     text not null,
    name_key   text collate "C" not null,
    second_key text collate "C",
    folded     text not null,
    grams      integer[] not null
);

create index search_grams on registers.search using gin (grams);
create index search_name on registers.search (office, name_key);
create index search_second on registers.search (office, second_key);
create index search_birth on registers.search (office, birth);

-- How far a load in batches has come; moves in the transaction of each batch.
create table registers.bulk_load (
    name text primary key,
    plan text not null,
    done bigint not null,
    rows bigint not null
);
