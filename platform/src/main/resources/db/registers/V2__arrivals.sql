-- Somebody who reports a move is found by name and birth date, whatever office keeps the record.
create index search_arrival on registers.search (birth, name_key);
