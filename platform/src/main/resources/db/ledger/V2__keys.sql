-- SPDX-License-Identifier: Apache-2.0

-- Wrapped data keys that a change of an office with several sites has made, from its commit until
-- mirrors keep its entry and every site has taken them: so that whoever goes on after the loss of
-- the writing site has the keys with the row. They are wrapped by the sites' master secret, as in
-- the key stores.
create table ledger.key (
    id bytea primary key check (octet_length(id) = 16),
    wrapped bytea not null,
    made timestamptz not null default now()
);
create index key_made on ledger.key (made);

-- Up to when each site has taken the keys into its own store.
create table ledger.key_reader (
    site text primary key check (site ~ '^[a-z]$'),
    upto timestamptz not null
);
