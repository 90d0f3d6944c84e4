-- SPDX-License-Identifier: Apache-2.0
-- Acceptance numbers: by the handle of a change's operation, the office, the legal year and the
-- rank among the changes of both in the order of the central journal. Folded from the journal with
-- a cursor of its own; names no person, and stays when a person is erased.
create table registers.acceptance (
    operation bytea primary key check (octet_length(operation) = 16),
    office    text not null,
    year      integer not null,
    number    bigint not null check (number > 0),
    digest    bytea not null,
    unique (office, year, number)
);
