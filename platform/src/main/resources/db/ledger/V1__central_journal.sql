-- SPDX-License-Identifier: Apache-2.0

-- Entries written by changes of registers and not yet sequenced. A row appears with its change.
create table ledger.waiting (
    id bigint generated always as identity primary key,
    leaf bytea not null check (octet_length(leaf) = 32),
    entry bytea not null check (octet_length(entry) between 1 and 65535),
    payload bytea not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Sequenced entries: what the files of the central journal are derived from. Opening entries are in
-- the files only.
create table ledger.entry (
    origin integer not null check (origin > 0),
    position bigint not null check (position > 0),
    leaf bytea not null check (octet_length(leaf) = 32),
    entry bytea not null check (octet_length(entry) between 1 and 65535),
    payload bytea not null,
    primary key (origin, position)
);

-- Ciphertext does not compress.
alter table ledger.waiting alter column payload set storage external;
alter table ledger.entry alter column payload set storage external;

-- How far each reader of the journal has come.
create table ledger.reader (
    name text primary key check (name ~ '^[a-z][a-z-]{0,39}$'),
    origin integer not null,
    position bigint not null
);
