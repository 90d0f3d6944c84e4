-- SPDX-License-Identifier: Apache-2.0
-- What became of filings: a row by the leaf hash of the filing's entry in a node journal. Folded
-- from the `filed` entries of the central journal, in whose transactions the rows are written.
-- Holds no personal data: handles, states and leaf hashes only.
create table filing (
    leaf bytea primary key check (octet_length(leaf) = 32),
    journal text not null,
    index bigint not null check (index > 0),
    filed_at timestamptz not null,
    operation bytea not null check (octet_length(operation) = 16),
    digest text not null,
    state text not null check (state in ('entered', 'repeated', 'held', 'refused')),
    reason text not null,
    outcome jsonb,
    version bigint not null check (version >= 0),
    decision bytea not null
);
create index filing_place on filing (journal, index);
create index filing_operation on filing (operation);
create index filing_held on filing (filed_at) where state = 'held';

-- Whose records a filing was about, by their handles in the journal.
create table filing_record (
    record bytea not null check (octet_length(record) = 16),
    leaf bytea not null references filing (leaf),
    primary key (record, leaf)
);
