-- SPDX-License-Identifier: Apache-2.0
-- The name in the API of a person whom an act of erasure took out of this database: who asks again
-- is told so. It opens nothing. A rebuild cannot know it, since the record's id is gone; it stays
-- null there, and the person is unknown.
alter table registers.erased add column subject text;
create index erased_subject on registers.erased (subject) where subject is not null;
