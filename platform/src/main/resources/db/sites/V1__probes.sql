-- SPDX-License-Identifier: Apache-2.0

-- What the nodes write into the primary every second, to know whether a write by this way is
-- acknowledged: one row per site that writes, site whose proxy it goes through, and size.
create table sites.probe (
    site text not null check (length(site) <= 20),
    way text not null check (length(way) <= 20),
    size text not null check (size in ('small', 'full')),
    at timestamptz not null,
    payload bytea not null,
    primary key (site, way, size)
) with (fillfactor = 30);
