-- Which transaction changed a row last. Clocks of nodes differ, and rows become visible in another
-- order than they were made in; but below the oldest transaction that is still under way nothing
-- comes any more. Rows from before have 0.
alter table account add column changed xid8 not null default '0';
alter table ended add column changed xid8 not null default '0';

-- Whoever changes them, also a node of an earlier version.
create function changed_now() returns trigger language plpgsql as $$
begin
    new.changed := pg_current_xact_id();
    return new;
end
$$;
create trigger account_changed before insert or update on account
    for each row execute function changed_now();
create trigger ended_changed before insert on ended
    for each row execute function changed_now();

create index account_changed on account (changed, id);
create index ended_changed on ended (changed, serial);
create index ended_until on ended (until);
