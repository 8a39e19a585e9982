-- Everybody has an epoch from the day they are registered, so that what is known of them can be remembered under it. Nobody has
-- epoch 0: that is one who is erased, or was never registered (docs/decisions/0043-editions-and-epochs.md).
create function consent.open_epoch() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into consent.epochs (person_id, epoch) values (new.person_id, 1) on conflict (person_id) do nothing;
  return null;
end
$$;
revoke all on function consent.open_epoch() from public;
create trigger open_epoch after insert on families.persons for each row execute function consent.open_epoch();

insert into consent.epochs as e (person_id, epoch) select p.person_id, 1 from families.persons p
on conflict (person_id) do update set epoch = e.epoch + 1 where e.epoch = 0;
