-- SPDX-License-Identifier: Apache-2.0

-- Wrapped data keys of entries of an office with several sites, from the commit of a change until
-- its journal entry is kept by mirrors: so that whoever goes on after the loss of the writing site
-- has the key with the row. They are wrapped by the sites' master secret, as in the key stores.
create table ledger.key (
    id bytea primary key check (octet_length(id) = 16),
    wrapped bytea not null,
    made timestamptz not null default now()
);
create index key_made on ledger.key (made);
