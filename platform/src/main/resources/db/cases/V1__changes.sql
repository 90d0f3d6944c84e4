-- SPDX-License-Identifier: Apache-2.0
-- Changes that were entered, by the handle of their operation: what makes trying again safe.
-- Holds no personal data: handles, counts and leaf hashes only.
create table change (
    operation bytea primary key check (octet_length(operation) = 16),
    digest text not null,
    outcome jsonb not null,
    entered_at timestamptz not null
);
