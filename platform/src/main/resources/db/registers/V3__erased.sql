-- SPDX-License-Identifier: Apache-2.0
-- Versions whose facts were erased, as a rebuild finds them: key or payload are gone, so neither the
-- record's id nor anything about it is known. What stays is what the state digest counts. A record
-- whose newest version is erased has all its versions here and none elsewhere.
create table registers.erased (
    entity  bytea not null check (octet_length(entity) = 16),
    version bigint not null check (version > 0),
    leaf    bytea not null,
    primary key (entity, version)
);
