-- SPDX-License-Identifier: Apache-2.0
-- The last acceptance number of each office and legal year, written in the transaction of the
-- numbers: so that a row that is lost from registers.acceptance is noticed before its number is
-- given again. The digest is that of `Numbering`.
create table registers.acceptance_last (
    office text not null,
    year   integer not null,
    number bigint not null check (number > 0),
    digest bytea not null,
    primary key (office, year)
);

-- nobody gives a number between the look at the rows and the trigger
lock table registers.acceptance in share row exclusive mode;

insert into registers.acceptance_last (office, year, number, digest)
select office, year, max(number),
       sha256(int4send(year) || int8send(max(number)) || convert_to(office, 'UTF8'))
from registers.acceptance group by office, year;

-- A node of an earlier version gives numbers without telling the last one: while sites are upgraded
-- one after the other, both do.
create function registers.acceptance_given() returns trigger language plpgsql as $$
begin
    insert into registers.acceptance_last as kept (office, year, number, digest)
    select office, year, max(number),
           sha256(int4send(year) || int8send(max(number)) || convert_to(office, 'UTF8'))
    from given group by office, year
    on conflict (office, year) do update
    set number = excluded.number, digest = excluded.digest
    where kept.number < excluded.number;
    return null;
end
$$;
create trigger acceptance_given after insert on registers.acceptance
    referencing new table as given
    for each statement execute function registers.acceptance_given();
