-- A truncate names one table: the trigger of a partitioned table does not run when somebody empties one of its partitions.
do $$
declare
  part regclass;
begin
  for part in
    select i.inhrelid::regclass from pg_catalog.pg_inherits i
     where i.inhparent in ('ledger.entry_index'::regclass, 'ledger.entry_terms'::regclass)
  loop
    execute pg_catalog.format(
      'create trigger refuse_truncate before truncate on %s for each statement execute function database.refuse_change()', part);
  end loop;
end
$$;
