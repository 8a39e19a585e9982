-- A search by time finds about where an instant stands by halving, with a day's margin for clocks that differ (200). An entry that
-- states a time more than a day before an earlier one's (a clock that was far off, a dated case in development) may stand
-- anywhere: from the first of them on, searches by time look through all places.
create table ledger.clock_steps (
  only_row boolean primary key default true check (only_row),
  -- The first entry of all that stands so far back.
  entry_index bigint not null references ledger.entries
);
create trigger refuse_change before update or delete on ledger.clock_steps
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.clock_steps
  for each statement execute function database.refuse_change();
grant select on ledger.clock_steps to assent_gateway;

insert into ledger.clock_steps (entry_index)
select e.entry_index
  from (select i.entry_index, i.recorded_at, max(i.recorded_at) over (order by i.entry_index) as latest_at
          from ledger.entries i) as e
 where e.recorded_at < e.latest_at - interval '1 day'
 order by e.entry_index limit 1;

create function ledger.note_clock_step() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into ledger.clock_steps (entry_index)
  select min(f.entry_index) from fresh_entries f
   where f.clock_went_back and f.recorded_at < (select h.latest_at from ledger.head h) - interval '1 day'
  having min(f.entry_index) is not null
  on conflict do nothing;
  return null;
end
$$;
revoke all on function ledger.note_clock_step() from public;
create trigger note_clock_step after insert on ledger.entries
  referencing new table as fresh_entries for each statement execute function ledger.note_clock_step();
