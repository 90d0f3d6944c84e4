-- SPDX-License-Identifier: Apache-2.0
-- The act of erasure that took a record's readable rows away: the leaf hash of its entry.
alter table registers.record add column erased bytea check (octet_length(erased) = 32);

-- Of an erased record's versions only handle, number, office and leaf stay, so that state and
-- chains can still be compared with the journal.
alter table registers.version
    alter column canonical drop not null,
    alter column facts drop not null,
    alter column valid_from drop not null,
    alter column entered_at drop not null,
    alter column entered_by drop not null,
    add constraint version_whole_or_erased check (
        (canonical is null) = (valid_from is null)
        and (canonical is null) = (entered_at is null)
        and (canonical is null) = (entered_by is null));
