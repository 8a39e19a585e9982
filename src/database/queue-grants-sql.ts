/**
 * Lets the gateway add and run jobs of graphile-worker without owning its schema. The worker's tables have row security with
 * no policy, which shuts out everybody but their owner: the gateway gets a policy on each. Runs after every upgrade of the
 * worker's schema and changes nothing when nothing is new. The eraser gets nothing: a job names identifiers, never content.
 */
export const grantQueueSql = `
do $$
declare
  queue_table record;
begin
  grant usage on schema graphile_worker to assent_gateway;
  grant select on all tables in schema graphile_worker to assent_gateway;
  grant usage, select on all sequences in schema graphile_worker to assent_gateway;
  grant execute on all functions in schema graphile_worker to assent_gateway;
  for queue_table in
    select c.relname
      from pg_catalog.pg_class c
     where c.relnamespace = 'graphile_worker'::pg_catalog.regnamespace
       and c.relkind = 'r'
       and c.relname <> 'migrations'
  loop
    execute pg_catalog.format(
      'grant select, insert, update, delete on graphile_worker.%I to assent_gateway', queue_table.relname);
    if not exists (
      select 1
        from pg_catalog.pg_policies p
       where p.schemaname = 'graphile_worker'
         and p.tablename = queue_table.relname
         and p.policyname = 'assent_gateway_runs_jobs')
    then
      execute pg_catalog.format(
        'create policy assent_gateway_runs_jobs on graphile_worker.%I to assent_gateway using (true) with check (true)',
        queue_table.relname);
    end if;
  end loop;
end
$$`;
