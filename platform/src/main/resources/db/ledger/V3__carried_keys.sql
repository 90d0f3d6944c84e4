-- SPDX-License-Identifier: Apache-2.0

-- A key that no entry of the central journal is encrypted with goes to no mirror with one: for its
-- person's first paper, look, filing or block every site needs it. It stays here.
alter table ledger.key add column carried boolean not null default false;

-- A site reads page by page.
drop index ledger.key_made;
create index key_made on ledger.key (made, id);
create index key_to_forget on ledger.key (made) where not carried;

-- Nobody knows any more which of the last hour's are carried; a few that stay harm nobody.
update ledger.key set carried = true;
