-- Mirrors come in by tokens of their own.
alter table account drop constraint account_role_check;
alter table account add constraint account_role_check
    check (role in ('citizen', 'officer', 'operator', 'relying-party', 'mirror'));
