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

insert into registers.acceptance_last (office, year, number, digest)
select office, year, max(number),
       sha256(int4send(year) || int8send(max(number)) || convert_to(office, 'UTF8'))
from registers.acceptance group by office, year;
